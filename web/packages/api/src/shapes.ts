/** The shapes on the wire: milliseconds since 1970 for every `*_at`, strings for every id. */
import type { Content, ContentType, SenderKind } from './content'

export type Language = 'zh-CN' | 'zh-TW' | 'en'
export type Role = 'owner' | 'admin' | 'lead' | 'agent' | 'merchant_staff'
export type Presence = 'available' | 'busy' | 'break' | 'hung' | 'offline'
export type Stage = 'self_service' | 'bot' | 'queue' | 'human' | 'leave_message' | 'ended'
export type QueueTab = 'unanswered' | 'mine' | 'queue' | 'ended' | 'all'

export interface Page<T> {
  items: T[]
  next: string | null
}

/** A reason stored by the server; the sentence is `reasons.<code>` in packages/words. */
export interface Reason {
  code: string
  params: Record<string, unknown>
}

export interface SessionView {
  staff: {
    id: string
    name: string
    account: string
    role: Role
    language: Language | null
    merchant_id: string | null
    group_ids: string[]
  }
  tenant: { id: string; name: string }
  csrf: string
  demo: boolean
}

export interface DemoView {
  demo: boolean
  accounts: { account: string; password: string; name: string; role: Role }[]
  shop_url: string | null
}

export interface ConversationRow {
  id: string
  merchant_id: string
  merchant_name: string
  thread_id: string
  customer_id: string
  customer_name: string
  customer_tier: number
  channel: string
  status: 'open' | 'closed'
  stage: Stage
  group_id: string | null
  group_name: string | null
  agent_id: string | null
  agent_name: string | null
  leg_accepted: boolean
  last_seq: number
  unread: number
  waiting_since: number | null
  queued_at: number | null
  opened_at: number
  closed_at: number | null
  last_message_at: number | null
  preview: { sender_kind?: SenderKind; content_type?: ContentType; text?: string }
  priority: number
  why: Reason[] | null
  rated: number | null
  tags: string[]
}

export interface LegView {
  id: string
  number: number
  owner_kind: 'bot' | 'agent' | 'merchant_staff' | 'platform_agent'
  owner_id: string | null
  owner_name: string | null
  group_id: string | null
  joined_at: number
  join_reason: string
  left_at: number | null
  leave_reason: string | null
  accepted_at: number | null
  why: Reason[]
}

export interface ConversationView extends ConversationRow {
  summary: string | null
  legs: LegView[]
  queue: { position: number; expected_wait_seconds: number | null; ahead: number } | null
  epoch: string
  last_note_seq: number
  customer_read_seq: number
  staff_read_seq: number
}

export interface MessageView {
  id: string
  conversation_id: string
  seq: number
  leg_id: string | null
  client_key: string | null
  sent_at: number
  sender_kind: SenderKind
  sender_id: string | null
  sender_name: string | null
  content_type: ContentType
  content: Content
  stage: Stage
  turn_id: string | null
  delivery_state: 'sent' | 'delivered' | 'read'
  recalled_at: number | null
}

export interface MessagePage {
  items: MessageView[]
  epoch: string
  last_seq: number
  more: boolean
}

export interface NoteView {
  id: string
  conversation_id: string
  seq: number
  author_id: string
  author_name: string
  text: string
  mentions: string[]
  created_at: number
}

export interface ThreadPart {
  conversation: ConversationRow
  messages: MessageView[]
}

export interface FileView {
  id: string
  name: string
  size: number
  mime: string
  width: number | null
  height: number | null
  url: string
  thumbnail_url: string | null
}

export interface MergeView {
  id: string
  kept_id: string
  kept_name: string
  merged_id: string
  merged_name: string
  at: number
  undone_at: number | null
}

export interface CustomerRow {
  id: string
  merchant_id: string
  name: string
  tier: number
  language: string | null
  created_at: number
  blocked: boolean
}

export interface IdentityView {
  id: string
  kind: string
  value: string | null
  verified: boolean
}

export interface CustomerView extends CustomerRow {
  traits: Record<string, unknown>
  identities: IdentityView[]
  conversation_count: number
  merged_into_id: string | null
  merges: MergeView[]
}

export interface OrderView {
  id: string
  external_id: string
  status: string
  created_at: number
  paid_at: number | null
  amount_cents: number
  currency: string
  items: {
    title: string
    quantity: number
    price_cents: number
    image_url: string | null
    product_id: string | null
  }[]
  carrier: string | null
  tracking_no: string | null
  expected_at: number | null
  address_masked: string | null
}
