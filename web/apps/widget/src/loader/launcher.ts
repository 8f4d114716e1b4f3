/** The button in the corner and the panel above it, in a shadow root the site cannot disturb. */
import type { LauncherLook } from './memory'
import { dress } from './style'
import type { LoaderWords } from './words'

const TALK = 'M4 5.5h16v11H9.5L5 20.5v-4H4z M8 9.5h8 M8 12.5h5'
const SHUT = 'M6 9l6 6 6-6'

export interface Launcher {
  panel: HTMLElement
  focus: () => void
  setOpen: (open: boolean) => void
  setLook: (look: Partial<LauncherLook>) => void
  setUnread: (count: number) => void
}

export function makeLauncher(words: LoaderWords, toggle: () => void, warm: () => void): Launcher {
  const host = document.createElement('yingda-widget')
  const root = host.attachShadow({ mode: 'closed' })
  dress(root)
  const box = element('div', 'closed')
  const panel = element('div', 'panel')
  const corner = element('div', 'corner')
  const button = element('button', 'launcher')
  const text = element('span', 'text')
  const count = element('span', 'count')
  button.type = 'button'
  button.setAttribute('aria-expanded', 'false')
  button.setAttribute('aria-label', words.open)
  button.append(icon(TALK, 'talk'), icon(SHUT, 'shut'), text)
  button.addEventListener('click', toggle)
  button.addEventListener('pointerenter', warm, { once: true })
  button.addEventListener('focus', warm, { once: true })
  corner.append(button, count)
  box.append(panel, corner)
  root.append(box)
  document.body.append(host)

  return {
    panel,
    focus: () => {
      button.focus()
    },
    setOpen(open) {
      box.classList.toggle('open', open)
      box.classList.toggle('closed', !open)
      button.setAttribute('aria-expanded', String(open))
      button.setAttribute('aria-label', open ? words.close : words.open)
    },
    setLook(look) {
      if (look.accent) host.style.setProperty('--accent', look.accent)
      if (look.ink) host.style.setProperty('--ink', look.ink)
      if (look.position) box.classList.toggle('left', look.position === 'left')
      if (look.text !== undefined) text.textContent = look.text
    },
    setUnread(unread) {
      count.textContent = unread > 0 ? String(Math.min(unread, 99)) : ''
      count.setAttribute('role', 'status')
      count.setAttribute('aria-label', words.unread.replace('{count}', String(unread)))
    },
  }
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, name: string) {
  const made = document.createElement(tag)
  made.className = name
  return made
}

function icon(path: string, name: string): SVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', name)
  const line = document.createElementNS(space, 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}
