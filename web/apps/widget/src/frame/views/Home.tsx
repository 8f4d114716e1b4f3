/** The front page: what can be done here for this customer, and the way in. */
import type { Chat } from '../state/chat'
import { hide, look, started, view } from '../state/app'
import { home } from '../state/home'
import { isFramed } from '../state/parent'
import { language, t } from '../state/words'
import { Guesses, Hot } from './Guesses'
import { Icon } from './Icon'
import { Menu } from './Menu'
import { Orders } from './Orders'
import { Search } from './Search'
import { Tiles } from './Tiles'

export function Home({ chat }: { chat: Chat }) {
  const known = started.value
  const greeting = home.value?.greeting ?? look.value?.greeting[language.value]
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
        <p class="lines">{greeting || t('home.what')}</p>
      </header>
      <div class="scroll">
        <Contact chat={chat} isOnDuty={known?.on_duty ?? false} />
        <Search />
        <Orders chat={chat} />
        <Tiles />
        <Guesses />
        <Hot />
        <EarlierRow chat={chat} />
        <HelpLink />
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

function HelpLink() {
  const path = home.value?.help_path
  if (!path) return null
  return (
    <a
      class="quiet before"
      href={`${path}?language=${language.value}`}
      target="_blank"
      rel="noopener"
    >
      <Icon name="file" size={16} />
      {t('home.help_centre')}
    </a>
  )
}
