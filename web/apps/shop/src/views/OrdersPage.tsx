/** The orders of the customer one plays. */
import type { OrderView } from '@yingda/api'
import { useEffect } from 'preact/hooks'
import { day, money, pictureOf, titleOf } from '../goods'
import { loadOrders, orders, persona, products } from '../state'
import { say } from '../widget'
import { t, tCode } from '../words'
import { Trouble } from './Trouble'

export function OrdersPage() {
  const { value: who } = persona
  useEffect(() => void loadOrders(), [who])
  if (!who)
    return (
      <div class="empty">
        <h1>{t('orders.title')}</h1>
        <p>{t('orders.nobody')}</p>
      </div>
    )
  if (orders.value.state === 'failed') return <Trouble />
  const all = orders.value.state === 'ready' ? orders.value.value : null
  return (
    <>
      <h1>{t('orders.of', { name: who.name })}</h1>
      {all?.length === 0 && <p class="empty">{t('orders.none')}</p>}
      <ul class="orders" aria-busy={all === null}>
        {all === null
          ? [1, 2, 3].map((one) => <li key={one} class="order ghost" />)
          : all.map((order) => <Order key={order.id} order={order} />)}
      </ul>
    </>
  )
}

const WORRY = new Set(['delayed', 'refunding'])
const UNDER_WAY = new Set(['shipped', 'delayed', 'paid'])

function Order({ order }: { order: OrderView }) {
  return (
    <li class="order">
      <div class="line">
        <span class={WORRY.has(order.status) ? 'tag amber' : 'tag'}>
          {tCode('status', order.status)}
        </span>
        <span class="number">{t('orders.number', { number: order.external_id })}</span>
        <time>{day(order.created_at)}</time>
      </div>
      <ul class="items">
        {order.items.map((item) => (
          <Item key={item.title} item={item} currency={order.currency} />
        ))}
      </ul>
      {order.tracking_no && (
        <p class="small">
          {order.carrier} {order.tracking_no}
          {order.expected_at !== null && UNDER_WAY.has(order.status) && (
            <> · {t('orders.expected', { day: day(order.expected_at) })}</>
          )}
        </p>
      )}
      <div class="line">
        <button
          type="button"
          class="quiet"
          onClick={() => {
            say('open')
          }}
        >
          {t('orders.ask')}
        </button>
        <span class="price">{money(order.amount_cents, order.currency)}</span>
      </div>
    </li>
  )
}

function Item({ item, currency }: { item: OrderView['items'][number]; currency: string }) {
  const all = products.value.state === 'ready' ? products.value.value : []
  const product = all.find(({ id }) => id === item.product_id)
  return (
    <li class="item">
      <img src={item.image_url ?? (product ? pictureOf(product) : '/shop/mark.svg')} alt="" />
      <span>{product ? titleOf(product) : item.title}</span>
      <span class="count">
        {money(item.price_cents, currency)} × {item.quantity}
      </span>
    </li>
  )
}
