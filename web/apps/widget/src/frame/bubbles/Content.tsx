/** What a message holds, by its content type; unknown kinds say so instead of showing nothing. */
import { contentOf } from '@yingda/api'
import { t } from '../state/words'
import { Answer, Choices, Unknown } from './bot'
import type { BubbleProps } from './Bubble'
import { OrderCard, ProductCard } from './cards'
import { FileCard, Picture } from './files'
import { Task } from './task'

export function Content({ message, ways, isLast }: BubbleProps) {
  const { chat } = ways
  const text = contentOf(message, 'text') ?? null
  if (text) return <Plain text={text.text} />
  const choice = contentOf(message, 'choice')
  if (choice) return <Plain text={choice.title} />
  const answer = contentOf(message, 'answer')
  if (answer) return <Answer content={answer} />
  const choices = contentOf(message, 'choices')
  if (choices)
    return <Choices content={choices} chat={chat} isLast={isLast} onPerson={ways.onPerson} />
  const task = contentOf(message, 'task')
  if (task) return <Task content={task} chat={chat} isLast={isLast} onPerson={ways.onPerson} />
  const step = contentOf(message, 'step')
  if (step) return <Plain text={step.title} />
  const unknown = contentOf(message, 'unknown')
  if (unknown) return <Unknown content={unknown} ways={ways} isLast={isLast} />
  const image = contentOf(message, 'image')
  if (image) return <Picture content={image} />
  const file = contentOf(message, 'file')
  if (file) return <FileCard content={file} />
  const order = contentOf(message, 'order')
  if (order) return <OrderCard content={order} />
  const product = contentOf(message, 'product')
  if (product) return <ProductCard content={product} />
  return <Plain text={t('chat.not_shown')} />
}

export function Plain({ text }: { text: string }) {
  return (
    <div class="bubble">
      <p class="plain">{text}</p>
    </div>
  )
}
