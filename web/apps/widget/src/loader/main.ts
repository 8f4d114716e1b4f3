/** The one script tag: puts the launcher on the page and opens the conversation in an iframe. */
import { closestTo } from '@yingda/words/speaking'
import { Frame } from './frame'
import { makeLauncher } from './launcher'
import {
  knownLook,
  rememberLook,
  rememberOpen,
  rememberTalking,
  wasOpen,
  wasTalking,
} from './memory'
import { readSettings, type Settings } from './settings'
import { Identity } from './identity'
import { askLook } from './look'
import { loaderWords } from './words'

type Command = [name: string, value?: unknown]
type Door = ((...command: Command) => void) & { q?: ArrayLike<unknown>[] }

declare global {
  interface Window {
    yingda?: Door
  }
}

function begin(settings: Settings, early: Command[]): Door {
  const words = loaderWords(settings.language)
  let isOpen = false
  let wantsFocus = false

  const frame = new Frame(settings.frame, words.title, (kind, value) => {
    if (kind === 'ready' && isOpen && wantsFocus) frame.focus()
    if (kind === 'close') show(false)
    if (kind === 'unread') launcher.setUnread(isOpen ? 0 : (value as number))
    if (kind === 'identity') identity.ask()
    if (kind === 'talking') rememberTalking(value as boolean)
    if (kind === 'look') {
      launcher.setLook({ ...(value as object), ...settings.look })
      rememberLook(value as object)
    }
  })
  const identity = new Identity((token) => {
    frame.tell({ yingda: 'identify', token })
  })
  const warm = () => {
    frame.load(launcher.panel)
  }
  const launcher = makeLauncher(
    words,
    () => {
      show(!isOpen)
    },
    warm,
  )

  function show(open: boolean, takeFocus = true): void {
    if (open) warm()
    if (open) tellPage()
    isOpen = open
    wantsFocus = takeFocus
    launcher.setOpen(open)
    rememberOpen(open)
    identity.first(() => {
      frame.tell({ yingda: isOpen ? 'opened' : 'closed' })
    })
    if (open) launcher.setUnread(0)
    if (takeFocus) (open ? frame : launcher).focus()
  }

  function tellPage(): void {
    const { href: url } = location
    frame.tell({ yingda: 'page', url, title: document.title, referrer: document.referrer })
  }

  launcher.setLook({ ...knownLook(), ...settings.look })
  void askLook(settings.frame, closestTo(settings.language)).then((look) => {
    launcher.setLook({ ...look, ...settings.look })
  })
  tellPage()
  const door: Door = (name, value) => {
    if (name === 'open') show(true)
    if (name === 'close') show(false)
    if (name === 'identify') identity.from(value)
    if (name === 'language') frame.tell({ yingda: 'language', language: String(value) })
    if (name === 'product') {
      frame.tell({ yingda: 'product', product: value })
      show(true)
    }
  }
  for (const command of early) door(...command)
  if (wasOpen() && !isOpen) show(true, false)
  // A conversation goes on from page to page; its answers are counted on the closed launcher.
  else if (wasTalking()) {
    warm()
    identity.first(() => {
      frame.tell({ yingda: 'resume' })
    })
  }
  return door
}

const settings = readSettings()
if (settings && !document.querySelector('yingda-widget')) {
  const early = window.yingda?.q ?? []
  const start = () => {
    const commands = Array.from(early, (command) => Array.from(command) as Command)
    window.yingda = begin(settings, commands)
  }
  if (document.body) start()
  else document.addEventListener('DOMContentLoaded', start)
}
