/** The one question more: what to ask before somebody buys what does not fit, and what it did. */
import type { Texts } from './staff-flows'
import type { Transport } from './transport'

/** Conversations, and how many of their customers then bought, and sent back as unfit. */
export interface Followed {
  conversations: number
  bought: number
  unfit: number
}
export interface DiscriminatorDraft {
  products: string[]
  subjects: string[]
  /** For each answer the words that give it. */
  answers: string[][]
  ask: Texts
  tell: Texts
  bot_asks: boolean
}
export interface DiscriminatorView extends DiscriminatorDraft {
  id: string
  retired_at: number | null
  created_at: number
  asked: Followed
  passed: Followed
}
export interface DiscriminatorUse {
  conversation_id: string
  customer_name: string
  outcome: 'asked' | 'passed'
  asked_by: 'bot' | 'agent'
  answer: string | null
  order_no: string | null
  refund_reason: string | null
  unfit: boolean
  at: number
}
export interface BlindQuestion {
  conversation_id: string
  seq: number
  text: string
  order_no: string
  refund_reason: string
}
export interface BlindSpot {
  product: string
  size: number
  reasons: { reason: string; count: number }[]
  questions: BlindQuestion[]
  discriminator_id: string | null
}

const all = '/api/bot/discriminators'
const one = `${all}/{id}`

export function clarifyingCalls(http: Transport) {
  return {
    spots: (merchant_id: string) =>
      http.get<BlindSpot[]>('/api/bot/blind-spots', { query: { merchant_id } }),
    list: (merchant_id: string) => http.get<DiscriminatorView[]>(all, { query: { merchant_id } }),
    add: (merchant_id: string, body: DiscriminatorDraft) =>
      http.post<DiscriminatorView>(all, { body: { merchant_id, ...body } }),
    change: (id: string, body: Partial<DiscriminatorDraft> & { retired?: boolean }) =>
      http.patch<DiscriminatorView>(one, { path: { id }, body }),
    uses: (id: string) => http.get<DiscriminatorUse[]>(`${one}/uses`, { path: { id } }),
  }
}
