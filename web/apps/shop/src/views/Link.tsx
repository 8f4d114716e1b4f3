/** A link inside the shop: an address for everyone, no page load for a plain click. */
import type { ComponentChildren } from 'preact'
import { addressOf, go, type Place } from '../route'

interface Props {
  to: Place
  class?: string
  isHere?: boolean
  children: ComponentChildren
}

export function Link({ to, class: name, isHere = false, children }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    go(to)
  }
  return (
    <a
      href={addressOf(to)}
      class={name}
      aria-current={isHere ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  )
}
