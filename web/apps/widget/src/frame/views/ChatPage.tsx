/** The conversation: who is there, what was said, and the place to write. */
import { useSignal } from '@preact/signals'
import { hide, look, view } from '../state/app'
import type { Chat } from '../state/chat'
import { humanEntry } from '../state/home'
import { isFramed } from '../state/parent'
import { problemText } from '../state/problems'
import { personWith, servedBy } from '../state/serving'
import { t } from '../state/words'
import { Composer } from './Composer'
import { Icon } from './Icon'
import { LeaveMessage } from './LeaveMessage'
import { Menu } from './Menu'
import { Messages } from './Messages'
import { QueueBar } from './QueueBar'

export function ChatPage({ chat }: { chat: Chat }) {
  const isLeaving = useSignal(false)
  const problem = useSignal<string | null>(null)
  const { value: conversation } = chat.conversation
  const isOpen = conversation?.status === 'open'

  const act = async (what: () => Promise<void>) => {
    problem.value = null
    try {
      await what()
    } catch (refusal) {
      problem.value = problemText(refusal as { code: string })
    }
  }
  const person = () => void act(() => chat.askHuman())
  const leave = () => (isLeaving.value = true)

  return (
    <div class="page chat">
      <Header
        chat={chat}
        onPerson={person}
        onEnd={isOpen ? () => void act(() => chat.end()) : undefined}
      />
      <QueueBar chat={chat} onLeave={leave} />
      <Messages chat={chat} onPerson={person} onLeave={leave} />
      {problem.value && (
        <p class="notice" role="alert">
          <Icon name="alert" size={16} />
          {problem.value}
        </p>
      )}
      {isLeaving.value ? (
        <LeaveMessage chat={chat} done={() => (isLeaving.value = false)} />
      ) : (
        <Composer chat={chat} />
      )}
    </div>
  )
}

interface HeaderProps {
  chat: Chat
  onPerson: () => void
  onEnd?: (() => void) | undefined
}

function Header({ chat, onPerson, onEnd }: HeaderProps) {
  const { value: conversation } = chat.conversation
  const agent = personWith(conversation)
  const waits = conversation?.stage === 'queue'
  const hasBot = chat.timeline.value.messages.some((message) => message.sender_kind === 'bot_auto')
  const level = humanEntry.value
  const isFree = !agent && !waits
  const mayAsk = isFree && (level === 0 || (level === 1 && hasBot))
  return (
    <header class={mayAsk ? 'head tight' : 'head'}>
      <button
        type="button"
        class="round"
        aria-label={t('chat.back')}
        onClick={() => (view.value = 'home')}
      >
        <Icon name="back" />
      </button>
      <span class={agent ? 'face person' : 'face'}>
        <Icon name={agent ? 'person' : 'robot'} />
      </span>
      <div class="two">
        <h1>{agent ?? look.value?.title}</h1>
        <span>{t(servedBy(conversation))}</span>
      </div>
      {mayAsk && (
        <button type="button" class="small outline" onClick={onPerson}>
          {t('chat.person')}
        </button>
      )}
      <Menu onEnd={onEnd} onPerson={isFree && level === 2 ? onPerson : undefined} />
      {isFramed && (
        <button type="button" class="round" aria-label={t('launcher.close')} onClick={hide}>
          <Icon name="close" />
        </button>
      )}
    </header>
  )
}
