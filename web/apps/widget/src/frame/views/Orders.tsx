/** The customer's latest orders on the front page, each a way to ask about it. */
import type { OrderView } from '@yingda/api'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { view, visitor } from '../state/app'
import type { Chat } from '../state/chat'
import { date, money } from '../state/format'
import { home, showMoreOrders, type ListId } from '../state/home'
import { t, tCode } from '../state/words'
import { Chips } from './Chips'
import { Icon } from './Icon'

const FEW = 2

export function Orders({ chat }: { chat: Chat }) {
  const isAll = useSignal(false)
  const others = useSignal<ListId>(null)
  // The page may come anew while all orders are open.
  useEffect(() => {
    if (isAll.value) others.value = showMoreOrders(FEW)
  }, [isAll.value, home.value?.orders])
  // Nobody but a customer the site vouched for is shown any.
  const all = visitor.identity ? (home.value?.orders.map(({ order }) => order) ?? []) : []
  const raised = new Map(home.value?.orders.map(({ order, chips }) => [order.id, chips]))
  if (all.length === 0) return null
  const first = home.value?.orders_list_id ?? null
  return (
    <section aria-labelledby="orders">
      <h2 id="orders">{t('home.orders')}</h2>
      <ul class="orders">
        {all.slice(0, isAll.value ? all.length : FEW).map((order, place) => (
          <li key={order.id}>
            <OrderRow order={order} chat={chat} />
            <Chips items={raised.get(order.id) ?? []} listId={place < FEW ? first : others.value} />
          </li>
        ))}
      </ul>
      {all.length > FEW && !isAll.value && (
        <button type="button" class="quiet" onClick={() => (isAll.value = true)}>
          {t('home.all_orders', { count: all.length })}
        </button>
      )}
    </section>
  )
}

function OrderRow({ order, chat }: { order: OrderView; chat: Chat }) {
  const title = order.items.map((item) => item.title).join('、')
  const ask = () => {
    const { id, external_id, status, amount_cents, currency } = order
    const shown = {
      order_id: id,
      external_id,
      status,
      title,
      amount_cents,
      currency,
      image_url: null,
    }
    chat.say({ wire: { content_type: 'order', order_id: id }, shown })
    view.value = 'chat'
  }
  return (
    <div class="order">
      <div class="line">
        <StatusTag status={order.status} />
        <span class="when">{date(order.created_at)}</span>
      </div>
      <p class="title">{title}</p>
      <div class="line">
        <span class="sum">{money(order.amount_cents, order.currency)}</span>
        <button type="button" class="small" onClick={ask}>
          {t('home.ask_order')}
          <Icon name="next" size={16} />
        </button>
      </div>
    </div>
  )
}

const WORRY = new Set(['delayed', 'refunding'])
const DONE = new Set(['completed', 'refunded', 'cancelled'])

export function StatusTag({ status }: { status: string }) {
  const tone = WORRY.has(status) ? 'tag amber' : DONE.has(status) ? 'tag grey' : 'tag'
  return <span class={tone}>{tCode('order', status) ?? status}</span>
}
