/** The place in the queue and an honest guess of the wait, as long as nobody is there yet. */
import type { Chat } from '../state/chat'
import { wait } from '../state/format'
import { nobodyIsThere } from '../state/serving'
import type { VisitorConversation } from '../state/shapes'
import { t } from '../state/words'
import { Icon } from './Icon'

const place = (queue: VisitorConversation['queue']) =>
  queue ? t('queue.place', { position: queue.position }) : t('chat.waiting')

export function QueueBar({ chat, onLeave }: { chat: Chat; onLeave: () => void }) {
  const { value: conversation } = chat.conversation
  if (conversation?.stage !== 'queue' || conversation.status !== 'open') return null
  const { queue } = conversation
  const expected = queue?.expected_wait_seconds ?? null
  const nobody = expected === null && nobodyIsThere(chat.timeline.value.messages)
  return (
    <div class="queue" role="status">
      <Icon name="clock" />
      <div class="two">
        <b>{nobody ? t('queue.nobody') : place(queue)}</b>
        <span>
          {nobody && t('queue.nobody_hint')}
          {!nobody &&
            (expected === null ? t('queue.unknown') : t('queue.wait', { time: wait(expected) }))}
        </span>
      </div>
      <button type="button" class="small outline" onClick={onLeave}>
        {t('leave.title')}
      </button>
    </div>
  )
}
