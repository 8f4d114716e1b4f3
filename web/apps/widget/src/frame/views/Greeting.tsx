/** The first word of an empty conversation: the shop's greeting, with the questions others ask. */
import { look } from '../state/app'
import type { Chat } from '../state/chat'
import { ask, home } from '../state/home'
import { language, t } from '../state/words'
import { Icon } from './Icon'

export function Greeting({ chat }: { chat: Chat }) {
  const [first] = chat.timeline.value.messages
  if (first?.sender_kind === 'bot_auto' || first?.sender_kind === 'rule_autoreply') return null
  const isFresh = !first && chat.earlier.value.length === 0 && chat.drafts.value.length === 0
  if (chat.earlier.value.length > 0) return null
  const items = home.value?.suggested.chips ?? []
  return (
    <div class="said first">
      <div class="row bot">
        <span class="who">
          <Icon name="robot" size={14} />
          {t('bot.mark')}
        </span>
        <div class="bubble">
          <p class="lines">
            {home.value?.greeting ?? look.value?.greeting[language.value] ?? t('home.what')}
          </p>
        </div>
        {isFresh && (
          <div class="choices">
            {items.slice(0, 4).map(({ entry_id, title }) => (
              <button
                key={entry_id}
                type="button"
                onClick={() => {
                  ask({ entry_id, title }, home.value?.suggested.list_id)
                }}
              >
                {title}
              </button>
            ))}
          </div>
        )}
      </div>
    </div>
  )
}
