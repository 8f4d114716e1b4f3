/** How sure the bot must be, chosen by how many of its answers shall be right. */
import type { TrialOutcome } from './staff-leaks'
import type { Transport } from './transport'

export interface PrecisionStep {
  threshold: number
  n: number
  precision: number
  low: number
  high: number
  coverage: number | null
}

export interface PrecisionView {
  answer_above: number
  golden: number
  knows: number
  judged: number
  asked: number
  needed: number
  most: number
  steps: PrecisionStep[]
  proposed: PrecisionStep | null
}

export interface PrecisionWanted {
  merchant_id: string
  target: number
  certain: boolean
}

export interface SureDraft {
  merchant_id: string
  answer_above: number
  confirmed?: boolean
}

const precision = '/api/bot/precision'

export function precisionCalls(http: Transport) {
  return {
    read: (query: PrecisionWanted) => http.get<PrecisionView>(precision, { query: { ...query } }),
    try: (body: SureDraft) => http.post<TrialOutcome>(`${precision}/trials`, { body }),
    set: (body: SureDraft) => http.put<TrialOutcome>(precision, { body }),
  }
}
