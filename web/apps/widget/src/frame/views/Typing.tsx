/** Somebody is writing: a colleague who types, or the bot that was just asked. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Chat } from '../state/chat'
import { t } from '../state/words'

/** Longer than the bot ever takes; after that the dots would be a lie. */
const BOT_PATIENCE = 8000

export function Typing({ chat }: { chat: Chat }) {
  const gaveUpOn = useSignal(0)
  const { messages } = chat.timeline.value
  const last = messages[messages.length - 1]
  const stage = chat.conversation.value?.stage
  const isBotAsked =
    last?.sender_kind === 'customer' && (stage === 'bot' || stage === 'self_service')
  const seq = isBotAsked ? last.seq : 0
  useEffect(() => {
    if (seq === 0) return
    const timer = setTimeout(() => {
      gaveUpOn.value = seq
    }, BOT_PATIENCE)
    return () => {
      clearTimeout(timer)
    }
  }, [seq])

  const somebody = chat.typing.value
  const isBotBusy = isBotAsked && gaveUpOn.value !== seq
  if (!somebody && !isBotBusy) return null
  const text = somebody
    ? t('chat.typing', { name: somebody.name ?? t('chat.person') })
    : t('bot.thinking')
  return (
    <div class="row" role="status">
      <div class="bubble dots">
        <i />
        <i />
        <i />
        <span class="hidden">{text}</span>
      </div>
    </div>
  )
}
