/** Shadow mode: a candidate beside the live bot, and how the two compare. */
import type { Page } from './shapes'
import type { EntryTitle } from './staff-leaks'
import type { Transport } from './transport'

export type ShadowEngine = 'thresholds' | 'trained'

export interface ShadowDraft {
  merchant_id: string
  engine: ShadowEngine
  answer_above: number
  choices_above: number
}

export interface ShadowRun {
  id: string
  engine: ShadowEngine
  answer_above: number
  choices_above: number
  started_at: number
  started_by: string
  ended_at: number | null
  published: boolean
}

export interface ShadowCounted {
  answered: number
  choices: number
  abstained: number
}

export interface ShadowFate {
  fate: string
  n: number
  live_answered: number
  answered: number
  same: number
  low: number | null
  high: number | null
}

export interface ShadowComparison {
  n: number
  live: ShadowCounted
  candidate: ShadowCounted
  kinds: Record<string, number>
  agreed_low: number | null
  agreed_high: number | null
  gap: number | null
  gap_low: number | null
  gap_high: number | null
  fates: ShadowFate[]
}

export interface ShadowView {
  run: ShadowRun | null
  comparison: ShadowComparison | null
  trained: { id: string; created_at: number } | null
  answer_above: number
  choices_above: number
}

export interface ShadowQuestion {
  id: string
  conversation_id: string
  at: number
  question: string
  live: string
  live_entries: EntryTitle[]
  verdict: string
  entries: EntryTitle[]
  confidence: number
  kind: string
  fate: string
}

const shadow = '/api/bot/shadow'

export function shadowCalls(http: Transport) {
  return {
    read: (merchant_id: string) => http.get<ShadowView>(shadow, { query: { merchant_id } }),
    start: (body: ShadowDraft) => http.post<ShadowRun>(shadow, { body }),
    stop: (id: string) => http.post<ShadowRun>(`${shadow}/{id}/stop`, { path: { id } }),
    publish: (id: string) => http.post<ShadowRun>(`${shadow}/{id}/publish`, { path: { id } }),
    questions: (id: string, kind: string | null, cursor?: string | null) =>
      http.get<Page<ShadowQuestion>>(`${shadow}/{id}/questions`, {
        path: { id },
        query: { ...(kind && { kind }), cursor, limit: 50 },
      }),
  }
}
