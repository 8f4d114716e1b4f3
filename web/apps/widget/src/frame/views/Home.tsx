/** The front page: what can be done here for this customer, and the way in. */
import type { Chat } from '../state/chat'
import { hide, look, started, view } from '../state/app'
import { isFramed } from '../state/parent'
import type { Suggestion } from '../state/shapes'
import { language, t } from '../state/words'
import { Icon } from './Icon'
import { Menu } from './Menu'
import { Orders } from './Orders'

export function Home({ chat }: { chat: Chat }) {
  const known = started.value
  const greeting = look.value?.greeting[language.value] ?? ''
  const name = known?.customer.name
  return (
    <div class="page">
      <header class="hero">
        <div class="bar">
          <span class="shop">{look.value?.title ?? known?.merchant.name}</span>
          <Menu />
          {isFramed && (
            <button type="button" class="round" aria-label={t('launcher.close')} onClick={hide}>
              <Icon name="close" />
            </button>
          )}
        </div>
        <h1>{name ? t('home.hello_name', { name }) : t('home.hello')}</h1>
        <p>{greeting || t('home.what')}</p>
      </header>
      <div class="scroll">
        <Contact chat={chat} isOnDuty={known?.on_duty ?? false} />
        <Orders chat={chat} />
        <Suggestions chat={chat} items={known?.suggestions ?? []} />
        <EarlierRow chat={chat} />
        <p class="foot">{t('home.by_bot')}</p>
      </div>
    </div>
  )
}

function Contact({ chat, isOnDuty }: { chat: Chat; isOnDuty: boolean }) {
  const goesOn = chat.conversation.value?.status === 'open' && chat.timeline.value.lastSeq > 0
  return (
    <button type="button" class="contact" onClick={() => (view.value = 'chat')}>
      <span class="blob">
        <Icon name="talk" size={22} />
      </span>
      <span class="two">
        <b>{goesOn ? t('home.continue') : t('home.ask')}</b>
        <span class={isOnDuty ? 'duty on' : 'duty'}>
          {isOnDuty ? t('home.on_duty') : t('home.off_duty')}
        </span>
      </span>
      <Icon name="next" />
    </button>
  )
}

function EarlierRow({ chat }: { chat: Chat }) {
  if (chat.past.state.value === 'none' && chat.past.parts.value.length === 0) return null
  const open = () => {
    if (chat.past.parts.peek().length === 0) void chat.past.load()
    view.value = 'chat'
  }
  return (
    <button type="button" class="quiet before" onClick={open}>
      <Icon name="clock" size={16} />
      {t('home.earlier')}
    </button>
  )
}

function Suggestions({ chat, items }: { chat: Chat; items: Suggestion[] }) {
  if (items.length === 0) return null
  const ask = ({ entry_id, title }: Suggestion) => {
    chat.say({ wire: { content_type: 'choice', entry_id, title }, shown: { entry_id, title } })
    view.value = 'chat'
  }
  return (
    <section aria-labelledby="suggested">
      <h2 id="suggested">{t('home.suggested')}</h2>
      <ul class="chips">
        {items.map((item) => (
          <li key={item.entry_id}>
            <button
              type="button"
              class="chip"
              onClick={() => {
                ask(item)
              }}
            >
              {item.title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
