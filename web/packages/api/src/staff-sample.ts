/** The weekly random sample of the bot's answers, judged by two people. */
import type { EntryTitle } from './staff-leaks'
import type { Transport } from './transport'

export const verdicts = ['right', 'partly', 'wrong'] as const
export type SampleVerdict = (typeof verdicts)[number]

export interface SampledAnswer {
  reply_id: string
  conversation_id: string
  at: number
  /** Whether the bot answered, or let the customer choose among the entries. */
  verdict: 'answer' | 'choices'
  question: string
  answer: string
  entries: EntryTitle[]
}
export interface SplitAnswer extends SampledAnswer {
  judges: { name: string; verdict: SampleVerdict }[]
}
export interface SampleView {
  drawn_at: number | null
  next_at: number | null
  size: number
  among: number
  per_week: number
  judged: number
  right: number
  precision: number | null
  low: number | null
  high: number | null
  judged_by_two: number
  agreement: number | null
  kappa: number | null
  unjudged: number
  waiting: SampledAnswer[]
  split: SplitAnswer[]
}

const sample = '/api/bot/sample'

export function sampleCalls(http: Transport) {
  return {
    read: (merchant_id: string) => http.get<SampleView>(sample, { query: { merchant_id } }),
    draw: (merchant_id: string) =>
      http.post<SampleView>(`${sample}/draw`, { body: { merchant_id } }),
    judge: (id: string, verdict: SampleVerdict) =>
      http.put<undefined>(`${sample}/{id}/judgement`, { path: { id }, body: { verdict } }),
    settle: (id: string, verdict: SampleVerdict) =>
      http.put<undefined>(`${sample}/{id}/settlement`, { path: { id }, body: { verdict } }),
  }
}
