/** While somebody types to the bot: the questions they may mean, a tap instead of the rest of the words. */
import type { Chat } from '../state/chat'
import { askTyped } from '../state/home'
import { t } from '../state/words'
import { useFound } from './Search'

const FEW = 3

interface MeantProps {
  chat: Chat
  text: string
  done: () => void
}

export function Meant({ chat, text, done }: MeantProps) {
  const { value: conversation } = chat.conversation
  const isWithBot = conversation?.status !== 'open' || conversation.stage === 'bot'
  const { found, forget } = useFound(isWithBot ? text : '')
  if (!found || found.chips.length === 0 || !text.trim()) return null
  const seen = found.chips.slice(0, FEW)
  return (
    <ul class="meant" aria-label={t('home.suggested')}>
      {seen.map((item) => (
        <li key={item.entry_id}>
          <button
            type="button"
            onClick={() => {
              forget()
              askTyped(item, found.typed, seen)
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
