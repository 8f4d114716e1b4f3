/** One message in the shape of its kind: mine on the right, people and bot on the left, events in the middle. */
import type { MessageView } from '@yingda/api'
import { t } from '../state/words'
import { Icon } from '../views/Icon'
import type { Ways } from '../views/Messages'
import { Content } from './Content'
import { EventLine } from './EventLine'
import { RatingCard } from './RatingCard'

export interface BubbleProps {
  message: MessageView
  ways: Ways
  isNewSpeaker: boolean
  isLast: boolean
  isOld: boolean
}

export function Bubble(props: BubbleProps) {
  const { message, ways, isOld } = props
  if (message.recalled_at) return <p class="event">{t('events.recalled')}</p>
  if (message.content_type === 'rating_invitation')
    return <RatingCard message={message} chat={ways.chat} isOld={isOld} />
  if (message.content_type === 'event')
    return (
      <EventLine
        message={message}
        onLeave={ways.onLeave}
        isLast={props.isLast && ways.chat.conversation.value?.stage === 'queue'}
      />
    )
  const side = sideOf(message)
  return (
    <div class={`row ${side}`}>
      {side === 'own' ? (
        <span class="hidden">{t('chat.you')}</span>
      ) : (
        <Who {...props} side={side} />
      )}
      <Content {...props} />
    </div>
  )
}

function Who({ message, isNewSpeaker, side }: BubbleProps & { side: string }) {
  const isBot = side === 'bot'
  const name = isBot ? t('bot.mark') : (message.sender_name ?? t('chat.person'))
  if (!isNewSpeaker) return <span class="hidden">{name}</span>
  return (
    <span class="who">
      <Icon name={isBot ? 'robot' : 'person'} size={14} />
      {name}
    </span>
  )
}

function sideOf(message: MessageView): 'own' | 'bot' | 'person' {
  if (message.sender_kind === 'customer') return 'own'
  return message.sender_kind === 'bot_auto' || message.sender_kind === 'rule_autoreply'
    ? 'bot'
    : 'person'
}
