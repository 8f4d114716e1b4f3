/** The shop's head: name, ways, who one is playing, the language. */
import type { Language } from '@yingda/api'
import { shortNames } from '@yingda/words/speaking'
import { place } from '../route'
import { become, persona, personas } from '../state'
import { language, speak, t } from '../words'
import { Link } from './Link'

export function Head() {
  return (
    <header class="head">
      <p class="note">
        {t('demo.note')} <a href="/desk/">{t('demo.desk')}</a>
      </p>
      <div class="wide bar">
        <Link to={{ page: 'list' }} class="brand">
          <img src="/shop/mark.svg" alt="" width="32" height="32" />
          {t('name')}
        </Link>
        <nav aria-label={t('nav.label')}>
          <Link to={{ page: 'list' }} isHere={place.value.page === 'list'}>
            {t('nav.goods')}
          </Link>
          <Link to={{ page: 'orders' }} isHere={place.value.page === 'orders'}>
            {t('nav.orders')}
          </Link>
        </nav>
        <Who />
        <Languages />
      </div>
    </header>
  )
}

function Who() {
  return (
    <label class="pick">
      <span>{t('who.label')}</span>
      <select
        value={persona.value?.name ?? ''}
        onChange={(event) => {
          become(event.currentTarget.value)
        }}
      >
        <option value="">{t('who.nobody')}</option>
        {personas.value.map(({ name, about }) => (
          <option key={name} value={name}>
            {name} · {typeof about === 'string' ? about : about?.[language.value]}
          </option>
        ))}
      </select>
    </label>
  )
}

function Languages() {
  return (
    <label class="pick short">
      <span class="hidden">{t('language')}</span>
      <select
        value={language.value}
        onChange={(event) => void speak(event.currentTarget.value as Language)}
      >
        {Object.entries(shortNames).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
