/** The small menu in the corner: language, light or dark, ending the conversation. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Language } from '@yingda/api'
import { shortNames } from '@yingda/words/speaking'
import { translate } from '../state/app'
import { switchTheme, theme } from '../state/look'
import { language, speak, t } from '../state/words'
import { Icon, type IconName } from './Icon'

interface Deeds {
  onEnd?: (() => void) | undefined
  onPerson?: (() => void) | undefined
}

export function Menu({ onEnd, onPerson }: Deeds) {
  const isOpen = useSignal(false)
  const box = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const shut = () => {
    isOpen.value = false
    opener.current?.focus()
  }

  useEffect(() => {
    if (!isOpen.value) return
    box.current?.querySelector<HTMLElement>('button')?.focus()
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) isOpen.value = false
    }
    document.addEventListener('pointerdown', outside)
    return () => {
      document.removeEventListener('pointerdown', outside)
    }
  }, [isOpen.value])

  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen.value) return
    event.preventDefault()
    shut()
  }

  return (
    <div class="menu" onKeyDown={leave}>
      <button
        ref={opener}
        type="button"
        class="round"
        aria-expanded={isOpen.value}
        aria-label={t('menu.open')}
        title={t('menu.open')}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        <Icon name="menu" />
      </button>
      {isOpen.value && (
        <div class="sheet" ref={box} role="group" aria-label={t('menu.open')}>
          <Languages done={shut} />
          <button type="button" onClick={switchTheme}>
            <Icon name={theme() === 'dark' ? 'sun' : 'moon'} size={18} />
            {theme() === 'dark' ? t('menu.light') : t('menu.dark')}
          </button>
          {onPerson && <Item icon="person" text={t('chat.person')} shut={shut} act={onPerson} />}
          {onEnd && <Item icon="end" text={t('menu.end')} shut={shut} act={onEnd} />}
        </div>
      )}
    </div>
  )
}

interface ItemProps {
  icon: IconName
  text: string
  shut: () => void
  act: () => void
}

function Item({ icon, text, shut, act }: ItemProps) {
  const choose = () => {
    shut()
    act()
  }
  return (
    <button type="button" onClick={choose}>
      <Icon name={icon} size={18} />
      {text}
    </button>
  )
}

function Languages({ done }: { done: () => void }) {
  const choose = (one: Language) => {
    void speak(one, true).then(translate)
    done()
  }
  return (
    <div class="languages" role="group" aria-label={t('menu.language')}>
      {(Object.keys(shortNames) as Language[]).map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          aria-pressed={language.value === one}
          onClick={() => choose(one)}
        >
          <Icon name={language.value === one ? 'check' : 'globe'} size={18} />
          {shortNames[one]}
        </button>
      ))}
    </div>
  )
}
