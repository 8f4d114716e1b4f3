/** The shapes only the widget meets; everything else is in packages/api. */
import type { FileView, Language, OrderView, Stage, WidgetLook } from '@yingda/api'

/** A conversation as its customer may see it. */
export interface VisitorConversation {
  id: string
  status: 'open' | 'closed'
  stage: Stage
  agent_name?: string | null
  /** Whether that person has opened the conversation, and does not only have it on their list. */
  agent_joined: boolean
  queue: { position: number; expected_wait_seconds: number | null; ahead: number } | null
  rated?: number | null
  customer_read_seq: number
  staff_read_seq: number
  last_seq: number
  opened_at: number
}

export interface Suggestion {
  entry_id: string
  title: string
}

/** Questions that have an answer for this customer; `list_id` is told back when one is chosen. */
export interface Suggested {
  list_id: string | null
  chips: Suggestion[]
}

export interface Tile {
  title: string
  entry_id: string | null
  question: string | null
  category: string | null
}

export interface HomeView {
  greeting: string
  human_entry: 0 | 1 | 2 | 3
  orders: { order: OrderView; chips: Suggestion[] }[]
  orders_list_id: string | null
  tiles: Tile[]
  suggested: Suggested
  hot: Suggested
  help_path: string | null
}

export interface StartView {
  token: string
  token_expires_at: number
  /** Null for somebody the site vouched for: the next token opens that person's conversations. */
  visitor_secret: string | null
  customer: { id: string; name: string | null }
  merchant: { id: string; name: string; language: Language }
  look: WidgetLook
  conversation: VisitorConversation | null
  /** There are conversations besides the one that goes on. */
  has_earlier: boolean
  on_duty: boolean
}

export interface ProductHint {
  product_id: string
  title: string
  price_cents: number
  currency: string
  image_url: string | null
  url: string | null
}

export interface RatingView {
  score: number
  tags: string[]
  solved: boolean | null
  comment: string | null
}

/** What a draft sends, and what its bubble shows until the server's message is there. */
export type Wire =
  | { content_type: 'text'; text: string }
  | { content_type: 'image' | 'file'; file_id: string }
  | { content_type: 'order'; order_id: string }
  | { content_type: 'product'; product_id: string }
  | { content_type: 'choice'; entry_id: string; title: string }
  | { content_type: 'step'; run_id: string; step: string; value: string; title: string }

export interface Body {
  wire: Wire
  shown: Record<string, unknown>
}

export type UploadedFile = FileView

/** How the chat goes on from a call; no secret where this browser stays who it was. */
export interface LinkOpened {
  visitor_secret: string | null
  words: string
}
