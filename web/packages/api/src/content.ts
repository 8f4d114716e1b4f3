/** What a message may hold, by its `content_type`. */
export type SenderKind =
  | 'customer'
  | 'agent_human'
  | 'merchant_staff'
  | 'platform_agent'
  | 'bot_auto'
  | 'bot_assist_sent'
  | 'rule_autoreply'
  | 'system'
  | 'broadcast'

export interface TextContent {
  text: string
}
export interface ImageContent {
  file_id: string
  name: string
  width: number | null
  height: number | null
  size: number
  url: string
  thumbnail_url: string | null
}
export interface FileContent {
  file_id: string
  name: string
  size: number
  mime: string
  url: string
}
export interface OrderContent {
  order_id: string
  external_id: string
  status: string
  title: string
  amount_cents: number
  currency: string
  image_url: string | null
}
export interface ProductContent {
  product_id: string
  title: string
  price_cents: number
  currency: string
  image_url: string | null
  url: string | null
}
export interface SourceRef {
  entry_id: string
  title: string
}
export interface AnswerContent {
  text: string
  sources: SourceRef[]
  confidence: number
}
export interface ChoicesContent {
  text?: string | null
  code: string
  choices: SourceRef[]
}
/** A step of a task that waits for the customer: orders or options to tap, or words to write. */
export interface TaskContent {
  text: string
  title: string
  run_id: string
  step: string
  kind: 'orders' | 'options' | 'confirm' | 'prompt'
  slot: string | null
  options: { value: string; title: string }[]
  orders: OrderContent[]
  /** What was given so far, where the question asks whether it is right. */
  given?: { label: string; text: string }[]
}
/** What the customer tapped there. */
export interface StepContent {
  text: string
  title: string
  run_id: string
  step: string
  value: string
}
/** A sentence the server leaves to the screen: `events.<code>` in packages/words. */
export interface CodedContent {
  code: string
  params?: Record<string, unknown>
}

export interface ContentByType {
  text: TextContent
  image: ImageContent
  file: FileContent
  order: OrderContent
  product: ProductContent
  choice: SourceRef
  answer: AnswerContent
  choices: ChoicesContent
  task: TaskContent
  step: StepContent
  unknown: CodedContent
  event: CodedContent
  rating_invitation: { rating_id?: string | null }
  recalled: Record<string, never>
}
export type ContentType = keyof ContentByType
export type Content = ContentByType[ContentType]

/** Reads the content as the type its message names. */
export function contentOf<T extends ContentType>(
  message: { content_type: ContentType; content: Content },
  type: T,
): ContentByType[T] | null {
  return message.content_type === type ? (message.content as ContentByType[T]) : null
}
