/** 猜你想问: what this customer probably wants to know, and others when these are not it. */
import { useRef } from 'preact/hooks'
import { home, refresh } from '../state/home'
import { t } from '../state/words'
import { Chips } from './Chips'
import { Icon } from './Icon'

export function Guesses() {
  const seen = useRef<string[]>([])
  const guessed = home.value?.suggested
  if (!guessed || guessed.chips.length === 0) return null
  const others = () => {
    const now = guessed.chips.map((chip) => chip.entry_id)
    seen.current = [...new Set([...seen.current, ...now])].slice(-100)
    void refresh(seen.current)
  }
  return (
    <section aria-labelledby="suggested">
      <div class="line">
        <h2 id="suggested">{t('home.suggested')}</h2>
        <button type="button" class="quiet" onClick={others}>
          <Icon name="again" size={16} />
          {t('home.others')}
        </button>
      </div>
      <Chips items={guessed.chips} listId={guessed.list_id} />
    </section>
  )
}

export function Hot() {
  const hot = home.value?.hot
  if (!hot || hot.chips.length === 0) return null
  return (
    <section aria-labelledby="hot">
      <h2 id="hot">{t('home.hot')}</h2>
      <Chips items={hot.chips} listId={hot.list_id} />
    </section>
  )
}
