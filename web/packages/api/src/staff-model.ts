/** The optional language model: where it is, what it may do, what it cost, and drafts from it. */
import type { Transport } from './transport'

export const modelUses = ['rewrite', 'answer', 'draft', 'embed'] as const
export type ModelUse = (typeof modelUses)[number]

export interface ModelSettings {
  on: boolean
  base_url: string
  api_key?: string | null
  chat_model: string
  embedding_model: string
  stream: boolean
  uses: string[]
  shops: string[] | null
  price_in: number
  price_out: number
  currency: string
  daily_tokens: number
  daily_cost: number | null
}

export interface ModelToday {
  calls: number
  failed: number
  tokens: number
  cost: number
  capped: boolean
  ends_at: number
}

export interface ModelCall {
  id: string
  purpose: string
  status: string
  problem: string | null
  tokens: number
  cost: number
  estimated: boolean
  took_ms: number | null
  at: number
}

export interface ModelView extends Omit<ModelSettings, 'api_key'> {
  has_key: boolean
  paused_until: number | null
  last_problem: string | null
  last_problem_at: number | null
  today: ModelToday
  calls: ModelCall[]
}

export interface ModelTried {
  problem: string | null
  status: number | null
  said: string
  took_ms: number
}

export interface ModelTrial {
  chat: ModelTried | null
  embedding: ModelTried | null
}

export interface ModelDraft {
  text: string
  sources: { entry_id: string; title: string }[]
}

const model = '/api/bot/model'

export function modelCalls(http: Transport) {
  return {
    read: () => http.get<ModelView>(model),
    setUp: (body: ModelSettings) => http.put<ModelView>(model, { body }),
    try: () => http.post<ModelTrial>(`${model}/try`, {}),
    offered: (conversation_id: string) =>
      http.get<{ drafts: boolean }>(`${model}/offered/{conversation_id}`, {
        path: { conversation_id },
      }),
    draft: (conversation_id: string) =>
      http.post<ModelDraft>(`${model}/drafts`, { body: { conversation_id } }),
  }
}
