/** Everything said, oldest first; keeps to the end while the reader is there, and says so when not. */
import { contentOf, type MessageView } from '@yingda/api'
import { pending } from '@yingda/live'
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Bubble } from '../bubbles/Bubble'
import { PendingBubble, UploadBubble } from '../bubbles/Pending'
import type { Chat } from '../state/chat'
import { dayAndTime } from '../state/format'
import { uploads } from '../state/uploads'
import { t } from '../state/words'
import { EarlierButton, PartLine } from './Earlier'
import { Greeting } from './Greeting'
import { Icon } from './Icon'
import { NextQuestions } from './NextQuestions'
import { Typing } from './Typing'

const LULL = 10 * 60_000
const NEAR = 80

export interface Ways {
  chat: Chat
  onPerson: () => void
  onLeave: () => void
}

export function Messages(ways: Ways) {
  const { chat } = ways
  const box = useRef<HTMLDivElement>(null)
  const inside = useRef<HTMLDivElement>(null)
  const isAway = useSignal(false)
  const lastTop = useRef(0)
  const fromEnd = useRef<number | null>(null)
  const { messages, state } = chat.timeline.value
  const past = chat.past.parts.value.filter(
    ({ conversation }) => conversation.id !== chat.conversation.value?.id,
  )
  const waiting = pending(chat.drafts.value, messages)
  const count = messages.length + waiting.length + uploads.value.length

  const toEnd = () => {
    box.current?.scrollTo({ top: box.current.scrollHeight })
    isAway.value = false
  }
  useLayoutEffect(() => {
    const mine = waiting.length > 0 || messages[messages.length - 1]?.sender_kind === 'customer'
    if (!isAway.value || mine) toEnd()
  }, [count, chat.typing.value])
  // Pictures, choices and forms grow after they were put there.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (!isAway.peek()) toEnd()
    })
    if (inside.current) observer.observe(inside.current)
    if (box.current) observer.observe(box.current)
    return () => {
      observer.disconnect()
    }
  }, [])
  const goBack = () => {
    isAway.value = true
    fromEnd.current = (box.current?.scrollHeight ?? 0) - (box.current?.scrollTop ?? 0)
    void chat.past.load()
  }
  // What is put above must not move what the reader looks at.
  useLayoutEffect(() => {
    if (fromEnd.current === null || !box.current) return
    box.current.scrollTop = lastTop.current = box.current.scrollHeight - fromEnd.current
    fromEnd.current = null
  }, [chat.past.parts.value])
  const watch = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = box.current ?? {}
    const isNear = scrollHeight - scrollTop - clientHeight <= NEAR
    // Only the reader goes up; the page around the list may also shrink it.
    if (isNear || scrollTop < lastTop.current) isAway.value = !isNear
    const goesUp = scrollTop < lastTop.current
    lastTop.current = scrollTop
    if (goesUp && scrollTop < NEAR && past.length > 0 && chat.past.state.peek() === 'more') goBack()
  }

  return (
    <div class="messages-box">
      <div
        class="messages"
        ref={box}
        onScroll={watch}
        role="log"
        aria-label={t('chat.messages')}
        tabIndex={0}
      >
        <div ref={inside}>
          <EarlierButton past={chat.past} onLoad={goBack} />
          {past.map((part) => (
            <section key={part.conversation.id} class="past">
              <PartLine part={part} />
              <List messages={part.messages.filter(isToldLater)} ways={ways} isOld />
            </section>
          ))}
          {past.length > 0 && <p class="part now">{t('chat.now')}</p>}
          {chat.earlier.value.map((part) => (
            <List key={part[0]?.id} messages={part} ways={ways} isOld />
          ))}
          {state === 'loading' ? <div class="skeleton" /> : <Greeting chat={chat} />}
          <List messages={messages} ways={ways} />
          {waiting.map((draft) => (
            <PendingBubble key={draft.key} draft={draft} chat={chat} />
          ))}
          {uploads.value.map((one) => (
            <UploadBubble key={one.key} upload={one} />
          ))}
          <NextQuestions chat={chat} />
          <Typing chat={chat} />
        </div>
      </div>
      {isAway.value && (
        <button type="button" class="to-end" onClick={toEnd} aria-label={t('chat.to_end')}>
          <Icon name="down" />
        </button>
      )}
    </div>
  )
}

const OVER = new Set(['ended', 'ended_by_customer'])

/** Nobody rates or resumes a conversation of last month; its separator says what became of it. */
function isToldLater(message: MessageView): boolean {
  if (message.content_type === 'rating_invitation') return false
  return !OVER.has(contentOf(message, 'event')?.code ?? '')
}

function List(props: { messages: readonly MessageView[]; ways: Ways; isOld?: boolean }) {
  const { messages, ways, isOld = false } = props
  const lastOwn = messages.filter((message) => message.sender_kind === 'customer').pop()?.seq
  return (
    <>
      {messages.map((message, index) => {
        const before = messages[index - 1]
        const isNewTime = !before || message.sent_at - before.sent_at > LULL
        const isNewSpeaker =
          isNewTime ||
          before.sender_id !== message.sender_id ||
          before.sender_kind !== message.sender_kind
        const isLast = index === messages.length - 1 && !isOld
        return (
          <div key={message.id} class={isNewSpeaker ? 'said first' : 'said'}>
            {isNewTime && <time class="when">{dayAndTime(message.sent_at)}</time>}
            <Bubble
              message={message}
              ways={ways}
              isNewSpeaker={isNewSpeaker}
              isLast={isLast}
              isOld={isOld}
            />
            {message.seq === lastOwn && !isOld && <Seen message={message} chat={ways.chat} />}
          </div>
        )
      })}
    </>
  )
}

function Seen({ message, chat }: { message: MessageView; chat: Chat }) {
  const isRead = (chat.conversation.value?.staff_read_seq ?? 0) >= message.seq
  const isHuman = message.stage === 'human' || message.stage === 'queue'
  return <span class="seen">{isRead && isHuman ? t('chat.read') : t('chat.sent')}</span>
}
