/** A step of a task: orders or options to tap, or words to write; always with a way to a person. */
import type { OrderContent, TaskContent } from '@yingda/api'
import type { Chat } from '../state/chat'
import { t } from '../state/words'
import { Icon } from '../views/Icon'
import { OrderCard } from './cards'

interface TaskProps {
  content: TaskContent
  chat: Chat
  isLast: boolean
  onPerson: () => void
}

export function Task({ content, chat, isLast, onPerson }: TaskProps) {
  const { run_id, step, kind, options, orders, given = [] } = content
  const pick = (value: string, title: string) => {
    chat.say({
      wire: { content_type: 'step', run_id, step, value, title },
      shown: { run_id, step, value, title },
    })
  }
  return (
    <>
      <div class="bubble task">
        <p class="source">{t('task.title', { title: content.title })}</p>
        <p class="plain">{content.text}</p>
        {given.length > 0 && (
          <dl class="given">
            {given.map(({ label, text }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        )}
        {kind === 'prompt' && isLast && <p class="source">{t('task.prompt')}</p>}
      </div>
      <div class={kind === 'confirm' ? 'choices confirm' : 'choices'}>
        {orders.map((order) => (
          <Order key={order.order_id} order={order} disabled={!isLast} pick={pick} />
        ))}
        {options.map(({ value, title }) => (
          <button
            key={value}
            type="button"
            class={value === 'yes' ? 'sure' : undefined}
            disabled={!isLast}
            onClick={() => {
              pick(value, title)
            }}
          >
            {title}
          </button>
        ))}
        {isLast && (
          <button type="button" class="other" onClick={onPerson}>
            <Icon name="person" size={16} />
            {t('task.person')}
          </button>
        )}
      </div>
    </>
  )
}

interface OrderProps {
  order: OrderContent
  disabled: boolean
  pick: (value: string, title: string) => void
}

function Order({ order, disabled, pick }: OrderProps) {
  return (
    <button
      type="button"
      class="pick"
      disabled={disabled}
      onClick={() => {
        pick(order.order_id, `${order.external_id} ${order.title}`)
      }}
    >
      <OrderCard content={order} />
    </button>
  )
}
