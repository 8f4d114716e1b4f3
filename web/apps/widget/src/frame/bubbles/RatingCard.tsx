/** How was it: score, tags, was it solved, a word; sent once, and open to second thoughts. */
import type { MessageView } from '@yingda/api'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Chat } from '../state/chat'
import { problemText } from '../state/problems'
import { rate, ratingOf } from '../state/rating'
import type { RatingView } from '../state/shapes'
import { t } from '../state/words'
import { Icon, Star } from '../views/Icon'
import { RatingForm } from './RatingForm'

const BLANK: RatingView = { score: 0, tags: [], solved: null, comment: null }

interface Props {
  message: MessageView
  chat: Chat
  isOld: boolean
}

export function RatingCard({ message, chat, isOld }: Props) {
  const id = message.conversation_id
  const given = useSignal<RatingView | null>(null)
  const isEditing = useSignal(false)
  const isSending = useSignal(false)
  const problem = useSignal<string | null>(null)
  const isRated = isOld || typeof chat.conversation.value?.rated === 'number'
  useEffect(() => {
    if (isRated)
      ratingOf(id).then(
        (known) => (given.value = known),
        () => undefined,
      )
  }, [id, isRated])

  const send = async (rating: RatingView) => {
    isSending.value = true
    problem.value = null
    try {
      await rate(id, rating)
      given.value = rating
      isEditing.value = false
    } catch (refusal) {
      problem.value = problemText(refusal as { code: string })
    } finally {
      isSending.value = false
    }
  }

  if (given.value && !isEditing.value) {
    return (
      <Thanks
        score={given.value.score}
        onChange={isOld ? undefined : () => (isEditing.value = true)}
      />
    )
  }
  return (
    <RatingForm
      start={given.value ?? BLANK}
      isSending={isSending.value}
      problem={problem.value}
      onSend={(rating) => void send(rating)}
    />
  )
}

function Thanks({ score, onChange }: { score: number; onChange?: (() => void) | undefined }) {
  return (
    <section class="rating done" aria-label={t('rating.title')}>
      <p>
        <Icon name="check" size={18} />
        {t('rating.thanks')}
      </p>
      <div class="stars" role="img" aria-label={t('rating.score', { score })}>
        {[1, 2, 3, 4, 5].map((one) => (
          <Star key={one} filled={one <= score} />
        ))}
      </div>
      {onChange && (
        <button type="button" class="quiet" onClick={onChange}>
          {t('rating.change')}
        </button>
      )}
    </section>
  )
}
