/** Search as you type: questions that have an answer for this customer, before anything is sent. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { askTyped, suggest, type SeenTyping } from '../state/home'
import { t } from '../state/words'
import { Icon } from './Icon'

const PAUSE = 250

/** What the server finds for the words, a moment after the last key. */
export function useFound(text: string): { found: SeenTyping | null; forget: () => void } {
  const found = useSignal<SeenTyping | null>(null)
  const turn = useRef(0)
  useEffect(() => {
    const mine = (turn.current += 1)
    if (text.trim().length < 2) {
      found.value = null
      return
    }
    const timer = setTimeout(() => {
      const typed = text.trim().slice(0, 200)
      void suggest('typing', { typed }).then(({ chips }) => {
        if (turn.current === mine) found.value = { typed, chips }
      })
    }, PAUSE)
    return () => {
      clearTimeout(timer)
    }
  }, [text])
  const forget = () => {
    turn.current += 1
    found.value = null
  }
  return { found: found.value, forget }
}

export function Search() {
  const text = useSignal('')
  const { found } = useFound(text.value)
  const isEmpty = found?.chips.length === 0
  return (
    <div class="search" role="search">
      <label class="box">
        <Icon name="search" size={18} />
        <input
          type="search"
          value={text.value}
          placeholder={t('home.search')}
          aria-label={t('home.search')}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </label>
      <div aria-live="polite">
        {found && !isEmpty && (
          <ul class="found">
            {found.chips.map((item) => (
              <li key={item.entry_id}>
                <button
                  type="button"
                  onClick={() => {
                    askTyped(item, found)
                  }}
                >
                  {item.title}
                  <Icon name="next" size={16} />
                </button>
              </li>
            ))}
          </ul>
        )}
        {isEmpty && <p class="none">{t('home.nothing_found')}</p>}
      </div>
    </div>
  )
}
