/** The product the customer came from, offered as a card to send along. */
import { product } from '../state/app'
import type { Chat } from '../state/chat'
import { money } from '../state/format'
import { t } from '../state/words'
import { Icon } from './Icon'

export function ProductOffer({ chat }: { chat: Chat }) {
  const { value: offered } = product
  if (!offered) return null
  const send = () => {
    chat.say({
      wire: { content_type: 'product', product_id: offered.product_id },
      shown: { ...offered },
    })
    product.value = null
  }
  return (
    <div class="offer">
      <div class="two">
        <b>{offered.title}</b>
        <span>{money(offered.price_cents, offered.currency)}</span>
      </div>
      <button type="button" class="small outline" onClick={send}>
        {t('chat.send_product')}
      </button>
      <button
        type="button"
        class="round"
        aria-label={t('chat.drop_product')}
        onClick={() => (product.value = null)}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  )
}
