/** The rating's questions: stars as radio buttons, tags that fit the score, solved or not, a word. */
import { useSignal } from '@preact/signals'
import type { RatingView } from '../state/shapes'
import { t } from '../state/words'
import { Star } from '../views/Icon'

const GOOD = ['fast', 'clear', 'friendly', 'solved_it'] as const
const BAD = ['slow', 'unclear', 'unfriendly', 'not_solved', 'bot_loop'] as const

interface Props {
  start: RatingView
  isSending: boolean
  problem: string | null
  onSend: (rating: RatingView) => void
}

export function RatingForm({ start, isSending, problem, onSend }: Props) {
  const rating = useSignal(start)
  const { score, tags, solved, comment } = rating.value
  const change = (part: Partial<RatingView>) => (rating.value = { ...rating.value, ...part })
  const offered = score >= 4 ? GOOD : BAD
  const toggle = (tag: string) => {
    change({ tags: tags.includes(tag) ? tags.filter((one) => one !== tag) : [...tags, tag] })
  }
  return (
    <form
      class="rating"
      aria-label={t('rating.title')}
      onSubmit={(event) => {
        event.preventDefault()
        if (score > 0) onSend(rating.value)
      }}
    >
      <fieldset class="stars">
        <legend>{t('rating.title')}</legend>
        {[1, 2, 3, 4, 5].map((one) => (
          <label key={one} title={t('rating.score', { score: one })}>
            <input
              type="radio"
              name="score"
              value={one}
              checked={score === one}
              aria-label={t('rating.score', { score: one })}
              onChange={() => change({ score: one, tags: [] })}
            />
            <Star filled={one <= score} />
          </label>
        ))}
      </fieldset>
      {score > 0 && (
        <>
          <div class="chips" role="group" aria-label={t('rating.why')}>
            {offered.map((tag) => (
              <button
                key={tag}
                type="button"
                class="chip"
                aria-pressed={tags.includes(tag)}
                onClick={() => {
                  toggle(tag)
                }}
              >
                {t(`rating.tags.${tag}`)}
              </button>
            ))}
          </div>
          <div class="line" role="group" aria-label={t('rating.solved')}>
            <span>{t('rating.solved')}</span>
            {[true, false].map((yes) => (
              <button
                key={String(yes)}
                type="button"
                class="chip"
                aria-pressed={solved === yes}
                onClick={() => change({ solved: yes })}
              >
                {yes ? t('rating.yes') : t('rating.no')}
              </button>
            ))}
          </div>
          <textarea
            rows={2}
            maxLength={1000}
            aria-label={t('rating.comment')}
            placeholder={t('rating.comment')}
            value={comment ?? ''}
            onInput={(event) => change({ comment: event.currentTarget.value })}
          />
          {problem && (
            <p class="notice" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="primary" disabled={isSending}>
            {isSending ? t('leave.sending') : t('rating.send')}
          </button>
        </>
      )}
    </form>
  )
}
