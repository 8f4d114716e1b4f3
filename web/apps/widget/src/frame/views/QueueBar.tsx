/** The place in the queue and an honest guess of the wait, as long as nobody is there yet. */
import type { Chat } from '../state/chat'
import { wait } from '../state/format'
import { t } from '../state/words'
import { Icon } from './Icon'

export function QueueBar({ chat, onLeave }: { chat: Chat; onLeave: () => void }) {
  const { value: conversation } = chat.conversation
  if (conversation?.stage !== 'queue' || conversation.status !== 'open') return null
  const { queue } = conversation
  const expected = queue?.expected_wait_seconds ?? null
  return (
    <div class="queue" role="status">
      <Icon name="clock" />
      <div class="two">
        <b>{queue ? t('queue.place', { position: queue.position }) : t('chat.waiting')}</b>
        <span>
          {expected === null ? t('queue.unknown') : t('queue.wait', { time: wait(expected) })}
        </span>
      </div>
      <button type="button" class="small outline" onClick={onLeave}>
        {t('leave.title')}
      </button>
    </div>
  )
}
