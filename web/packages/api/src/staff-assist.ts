/** What the person at the desk gets from the bot: the case so far. */
import type { Stage } from './shapes'
import type { Transport } from './transport'

export interface SaidLine {
  seq: number
  text: string
}

export interface SlotView {
  kind: 'order_no' | 'phone' | 'email' | 'product'
  value: string
  seq: number
}

export interface AttemptView {
  asked: string
  asked_seq: number | null
  verdict: 'answer' | 'choices' | 'unknown' | 'human' | 'pleasantry'
  reason: string | null
  confidence: number
  sources: { entry_id: string; question: string; live: boolean }[]
  at: number
}

export interface HandoverView {
  reason: string | null
  handed_over_at: number | null
  summary: SaidLine[]
  own_words: SaidLine | null
  slots: SlotView[]
  tried: AttemptView[]
  position: number | null
  expected_wait_seconds: number | null
  waited_seconds: number | null
  stage: Stage
}

const one = '/api/conversations/{id}'

export function assistCalls(http: Transport) {
  return {
    handover: (id: string) => http.get<HandoverView>(`${one}/handover`, { path: { id } }),
  }
}
