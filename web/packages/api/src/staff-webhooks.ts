/** Webhooks: where other systems listen, and what came of each delivery. */
import type { Page } from './shapes'
import type { Transport } from './transport'

export const webhookKinds = [
  'conversation.opened',
  'conversation.assigned',
  'conversation.closed',
  'conversation.rated',
  'message.posted',
  'customer.merged',
  'customer.split',
] as const
export type WebhookKind = (typeof webhookKinds)[number]
export type DeliveryStatus = 'waiting' | 'delivered' | 'failed'

export interface WebhookView {
  id: string
  merchant_id: string | null
  name: string
  url: string
  kinds: string[]
  status: 'on' | 'off'
  off_reason: string | null
  off_at: number | null
  failing_since: number | null
  last_success_at: number | null
  previous_secret_until: number | null
  created_at: number
  waiting: number
  failed: number
}

export interface NewWebhook extends WebhookView {
  secret: string
}

export interface WebhookDraft {
  name: string
  url: string
  merchant_id: string | null
  kinds: string[]
}

export interface WebhookChange {
  name?: string
  url?: string
  kinds?: string[]
  on?: boolean
}

export interface NewSecret {
  secret: string
  previous_valid_until: number | null
}

export interface DeliveryView {
  id: string
  message_id: string
  kind: string
  status: DeliveryStatus
  attempts: number
  created_at: number
  due_at: number | null
  tried_at: number | null
  problem: string | null
  answer_status: number | null
  took_ms: number | null
}

export interface DeliveryDetail extends DeliveryView {
  body: string
  answer: string | null
}

const one = '/api/webhooks/{id}'
const delivery = `${one}/deliveries/{delivery_id}`

export function webhookCalls(http: Transport) {
  return {
    list: () => http.get<WebhookView[]>('/api/webhooks'),
    add: (body: WebhookDraft) => http.post<NewWebhook>('/api/webhooks', { body }),
    change: (id: string, body: WebhookChange) =>
      http.patch<WebhookView>(one, { path: { id }, body }),
    remove: (id: string) => http.delete<undefined>(one, { path: { id } }),
    rotateSecret: (id: string, keep_previous: boolean) =>
      http.post<NewSecret>(`${one}/secret`, { path: { id }, body: { keep_previous } }),
    test: (id: string) => http.post<DeliveryView>(`${one}/test`, { path: { id } }),
    log: (id: string, status?: DeliveryStatus, cursor?: string | null) =>
      http.get<Page<DeliveryView>>(`${one}/deliveries`, {
        path: { id },
        query: { status, cursor },
      }),
    delivery: (id: string, delivery_id: string) =>
      http.get<DeliveryDetail>(delivery, { path: { id, delivery_id } }),
    replay: (id: string, delivery_id: string) =>
      http.post<DeliveryView>(`${delivery}/replay`, { path: { id, delivery_id } }),
    replaySince: (id: string, since: number) =>
      http.post<{ count: number }>(`${one}/replay`, { path: { id }, body: { since } }),
  }
}
