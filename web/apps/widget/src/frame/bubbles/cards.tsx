/** Orders and products as cards inside the conversation. */
import type { OrderContent, ProductContent } from '@yingda/api'
import { money } from '../state/format'
import { t } from '../state/words'
import { Icon } from '../views/Icon'
import { StatusTag } from '../views/Orders'

export function OrderCard({ content }: { content: OrderContent }) {
  return (
    <div class="card">
      <Thumb url={content.image_url} />
      <div class="two">
        <span class="line">
          <StatusTag status={content.status} />
        </span>
        <b>{content.title}</b>
        <span>{money(content.amount_cents, content.currency)}</span>
        <span class="number">{t('order.number', { number: content.external_id })}</span>
      </div>
    </div>
  )
}

/** A picture the shop itself names; shown only from where this page's policy allows pictures. */
function Thumb({ url }: { url: string | null }) {
  if (url?.startsWith('/')) return <img class="blob" src={url} alt="" />
  return (
    <span class="blob">
      <Icon name="box" size={22} />
    </span>
  )
}

export function ProductCard({ content }: { content: ProductContent }) {
  const isWeb = /^https?:\/\//.test(content.url ?? '') || content.url?.startsWith('/')
  return (
    <div class="card">
      <Thumb url={content.image_url} />
      <div class="two">
        {isWeb ? (
          <a href={content.url ?? ''} target="_blank" rel="noopener noreferrer">
            <b>{content.title}</b>
          </a>
        ) : (
          <b>{content.title}</b>
        )}
        <span class="sum">{money(content.price_cents, content.currency)}</span>
      </div>
    </div>
  )
}
