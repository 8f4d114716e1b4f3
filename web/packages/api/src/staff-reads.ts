/** Level 0: help pages that were read, and the conversations of those who asked all the same. */
import type { Language, Page } from './shapes'
import type { FigureRecord } from './shapes-staff'
import type { BotPeriod } from './shapes-bot'
import type { Transport } from './transport'

export type ReadOutcome = 'resolved' | 'leaked' | 'watched'

export interface EntryReads {
  entry_id: string
  question: string
  inflow: number
  outcomes: Record<ReadOutcome, number>
}

/** Help pages read, and what came of it; the outcomes add up to the inflow. */
export interface ReadsView {
  inflow: number
  outcomes: Record<ReadOutcome, number>
  entries: EntryReads[]
}

export type ReadsAsked = BotPeriod & { language?: Language }

const reads = '/api/insight/bot/reads'

export function readsCalls(http: Transport) {
  return {
    of: (query: ReadsAsked) => http.get<ReadsView>(reads, { query: { ...query } }),
    records: (entry: string, query: ReadsAsked, cursor: string | null) =>
      http.get<Page<FigureRecord>>(`${reads}/{entry}/records`, {
        path: { entry },
        query: { ...query, cursor, limit: 50 },
      }),
  }
}
