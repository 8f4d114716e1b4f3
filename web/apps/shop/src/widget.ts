/** The widget, put on this shop as on any other: one script tag, and the customer's signed token. */
import { effect } from '@preact/signals'
import { titleOf, pictureOf } from './goods'
import { persona, publicKey, type Product } from './state'
import { language } from './words'

type Door = ((name: string, value?: unknown) => void) & { q?: unknown[][] }

declare global {
  interface Window {
    yingda?: Door
  }
}

/** Commands given before the script has come wait in `q`. */
function door(): Door {
  const known = window.yingda
  if (known) return known
  const early: Door = (...command) => {
    early.q?.push(command)
  }
  early.q = []
  window.yingda = early
  return early
}

export function say(name: string, value?: unknown): void {
  door()(name, value)
}

export function askAbout(product: Product): void {
  const { id, price_cents, currency } = product
  const title = titleOf(product)
  say('product', { product_id: id, title, price_cents, currency, image_url: pictureOf(product) })
}

export function putWidget(): void {
  effect(() => {
    if (publicKey.value) say('identify', persona.value?.identity_token ?? null)
  })
  let spoken = language.peek()
  effect(() => {
    if (language.value === spoken) return
    spoken = language.value
    say('language', spoken)
  })
  effect(() => {
    const { value: key } = publicKey
    if (!key || document.querySelector('script[data-key]')) return
    const script = document.createElement('script')
    script.src = '/widget/loader.js'
    script.async = true
    script.dataset.key = key
    script.dataset.language = language.peek()
    document.body.append(script)
  })
}
