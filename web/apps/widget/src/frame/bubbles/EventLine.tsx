/** Something happened to the conversation: one quiet line, with the next step where there is one. */
import { contentOf, type MessageView } from '@yingda/api'
import type { Params } from '@yingda/words/speaking'
import { t, tCode } from '../state/words'

interface Props {
  message: MessageView
  onLeave: () => void
  /** Nothing happened since: its next step is still one. */
  isLast: boolean
}

export function EventLine({ message, onLeave, isLast }: Props) {
  const content = contentOf(message, 'event')
  if (!content) return null
  const params = (content.params ?? {}) as Params
  const text =
    tCode('events', `${content.code}_by_${String(params.by)}`, params) ??
    tCode('events', content.code, params)
  // News for the desk only has no sentence here, and customers need none.
  if (text === null) return null
  return (
    <>
      <p class="event">{text}</p>
      {content.code === 'nobody_on_duty' && isLast && (
        <p class="event">
          <button type="button" class="small outline" onClick={onLeave}>
            {t('leave.title')}
          </button>
        </p>
      )}
    </>
  )
}
