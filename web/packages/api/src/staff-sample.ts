/** The weekly random samples: the bot's answers, and transfers; two people judge each. */
import type { MessageView } from './shapes'
import type { EntryTitle, LeakRow } from './staff-leaks'
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

/** A drawn transfer to label; what the board and the other person say of it is left out. */
export interface TransferToLabel {
  leak_id: string
  conversation_id: string
  at: number
  reason: string
  question: string
  turns: MessageView[]
}
export interface AgreementView {
  pairs: number
  /** How many more two people must label before it rests on a full sample. */
  missing: number
  agreement: number | null
  kappa: number | null
}
export interface TransferSampleView {
  since: number
  until: number
  size: number
  among: number
  week: AgreementView
  weeks: AgreementView
  goal: number
  left: number
  waiting: TransferToLabel[]
  split: LeakRow[]
}

const transfers = '/api/bot/transfer-sample'
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
    readTransfers: (merchant_id: string) =>
      http.get<TransferSampleView>(transfers, { query: { merchant_id } }),
    labelTransfer: (id: string, label: string) =>
      http.put<undefined>(`${transfers}/{id}/label`, { path: { id }, body: { label } }),
  }
}
