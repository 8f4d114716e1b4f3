/** The orders of a customer the site vouched for; nobody else is shown any. */
import type { OrderView } from '@yingda/api'
import { effect, signal } from '@preact/signals'
import { started, visitor } from './app'

export const orders = signal<readonly OrderView[] | null>(null)

effect(() => {
  orders.value = null
  const { value: known } = started
  if (!known || !visitor.identity) return
  visitor
    .with(() => visitor.api.get<OrderView[]>('/api/visitor/orders'))
    .then(
      (found) => {
        if (started.value === known) orders.value = found
      },
      // The way to ask stays open without them.
      () => undefined,
    )
})
