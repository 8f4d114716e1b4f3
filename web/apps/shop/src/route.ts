/** Where in the shop one is; the address says it, so pages can be linked and gone back from. */
import { signal } from '@preact/signals'

export type Place = { page: 'list' } | { page: 'product'; id: string } | { page: 'orders' }

export const place = signal<Place>(placeOf(location.pathname))

function placeOf(path: string): Place {
  const product = /^\/shop\/products\/([^/]+)/.exec(path)
  if (product?.[1]) return { page: 'product', id: decodeURIComponent(product[1]) }
  return path.startsWith('/shop/orders') ? { page: 'orders' } : { page: 'list' }
}

export function addressOf(to: Place): string {
  if (to.page === 'product') return `/shop/products/${encodeURIComponent(to.id)}`
  return to.page === 'orders' ? '/shop/orders' : '/shop'
}

export function go(to: Place): void {
  history.pushState(null, '', addressOf(to))
  place.value = to
  window.scrollTo(0, 0)
}

window.addEventListener('popstate', () => {
  place.value = placeOf(location.pathname)
})
