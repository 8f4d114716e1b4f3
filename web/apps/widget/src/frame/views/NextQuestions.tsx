/** What is often asked after this answer; gone as soon as the customer goes on. */
import type { MessageView } from '@yingda/api'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Chat } from '../state/chat'
import { suggest } from '../state/home'
import type { Suggested } from '../state/shapes'
import { t } from '../state/words'
import { Chips } from './Chips'

export function NextQuestions({ chat }: { chat: Chat }) {
  const answered = answerAtEnd(chat)
  const found = useSignal<Suggested | null>(null)
  useEffect(() => {
    found.value = null
    if (answered === null) return
    let isLate = false
    void suggest('answer').then((suggested) => {
      if (!isLate) found.value = suggested
    })
    return () => {
      isLate = true
    }
  }, [answered])
  if (!found.value || answered === null) return null
  return (
    <div class="following">
      <Chips items={found.value.chips} listId={found.value.list_id} named={t('home.suggested')} />
    </div>
  )
}

function answerAtEnd(chat: Chat): string | null {
  const { value: conversation } = chat.conversation
  if (conversation?.status !== 'open' || conversation.stage !== 'bot') return null
  if (chat.drafts.value.length > 0) return null
  const last: MessageView | undefined = chat.timeline.value.messages.at(-1)
  const isAnswer = last?.sender_kind === 'bot_auto' && last.content_type === 'answer'
  return isAnswer ? last.id : null
}
