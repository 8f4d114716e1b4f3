/** While somebody types to the bot: the questions they may mean, a tap instead of the rest of the words. */
import { useRef } from 'preact/hooks'
import type { Chat } from '../state/chat'
import { askTyped, type SeenTyping } from '../state/home'
import { t } from '../state/words'
import { useFound } from './Search'

const FEW = 3

interface MeantQuestions {
  /** What is on the screen now. */
  seen: SeenTyping | null
  /** Returns what was on the screen last while these words were written, and forgets it. */
  take: () => SeenTyping | null
}

export function useMeant(chat: Chat, text: string): MeantQuestions {
  const { value: conversation } = chat.conversation
  const isWithBot = conversation?.status !== 'open' || conversation.stage === 'bot'
  const { found, forget } = useFound(isWithBot ? text : '')
  const last = useRef<SeenTyping | null>(null)
  const isAny = isWithBot && Boolean(found?.chips.length && text.trim())
  const seen = found && isAny ? { ...found, chips: found.chips.slice(0, FEW) } : null
  if (!isWithBot || !text.trim()) last.current = null
  else if (seen) last.current = seen
  const take = () => {
    const shown = last.current
    last.current = null
    forget()
    return shown
  }
  return { seen, take }
}

interface MeantProps {
  meant: MeantQuestions
  done: () => void
}

export function Meant({ meant: { seen, take }, done }: MeantProps) {
  if (!seen) return null
  return (
    <ul class="meant" aria-label={t('home.suggested')}>
      {seen.chips.map((item) => (
        <li key={item.entry_id}>
          <button
            type="button"
            onClick={() => {
              take()
              askTyped(item, seen)
              done()
            }}
          >
            {item.title}
          </button>
        </li>
      ))}
    </ul>
  )
}
