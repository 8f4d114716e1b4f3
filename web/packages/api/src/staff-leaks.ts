/** The bot's figures and the leak board: why customers left the bot, and what mends it. */
import type { MessageView, Page } from './shapes'
import type { BotPeriod, BotView, RateDraft, RatesView, ServedAs } from './shapes-bot'
import type { FigureRecord } from './shapes-staff'
import type { Transport } from './transport'

export interface TopicEntryDraft {
  question: string
  answer: string
  similar: string[]
}

export interface EntryTitle {
  id: string
  question: string
  score?: number | null
}

export interface LeakRow {
  id: string
  merchant_id: string
  conversation_id: string
  customer_name: string
  at: number
  reason: string
  cause: string
  questions: number
  question: string
  verdict: string | null
  confidence: number | null
  entries: EntryTitle[]
  label: string | null
  owner: string | null
  /** What two people of the weekly sample found where they differ; empty otherwise. */
  found: { name: string; label: string }[]
  mended_at: number | null
}

export interface LeakView {
  leak: LeakRow
  turns: MessageView[]
  reply: string
  draft_question: string
  draft_answer: string
  nearest: EntryTitle[]
  reply_id: string | null
  judged_right: boolean | null
}

export interface LeakCounts {
  reasons: Record<string, number>
  labels: Record<string, number>
  unlabelled: number
  differ: number
}

export interface LeakFilter {
  merchant_id: string
  state: string
  reason?: string
  label?: string
  unlabelled?: boolean
  differ?: boolean
}

export type Fix =
  | { kind: 'create'; question: string; answer: string; category?: string }
  | { kind: 'similar'; entry_id: string; text: string }
  | { kind: 'merge'; entry_id: string; other_id: string }
  | { kind: 'threshold'; answer_above: number; choices_above: number }

export interface JudgedQuestion {
  text: string
  entry: string | null
  before: string
  after: string
}

/** Why a lead is asked first. */
export type Doubt = 'breaks' | 'not_answered' | 'unproven'

export interface TrialOutcome {
  golden: number
  /** Golden questions that are not known word for word: those a threshold decides on. */
  telling: number
  doubts: Doubt[]
  right_before: number
  right_after: number
  broken: JudgedQuestion[]
  mended: JudgedQuestion[]
  question: JudgedQuestion | null
  /** Other open leaks whose question the change answers too. */
  likewise: number
}

export interface LeagueRow {
  entry_id: string
  question: string
  n: number
  outcomes: Record<string, number>
  failures: number
  failure_rate: number | null
  score: number | null
  due_at: number
  overdue: boolean
  /** What was found wrong, as long as the answer is the one that was read. */
  found?: AnswerFound | null
}

export interface AnswerFound {
  by: string
  at: number
  flaws: string[]
  note: string
}

export interface AnswerReading {
  reviews: AnswerFound[]
  people: { conversation_id: string; text: string; score: number | null }[]
}

export interface AnswerReview {
  correct: boolean
  complete: boolean
  executable: boolean
  note: string
}

export interface TopicView {
  id: string
  terms: string[]
  size: number
  week: number
  week_before: number
  year_ago: number
  is_new: boolean
  samples: string[]
  conversation_ids: string[]
  draft_question: string
  draft_answer: string
  decision: string | null
  owner: string | null
  decided_at: number | null
  done_at: number | null
  entry_id: string | null
  entry_status: string | null
}

/** A question of a topic where it was asked. */
export interface AskedView {
  conversation_id: string
  customer_name: string
  at: number
  text: string
}

export interface ConfusionView {
  one_id: string
  one: string
  other_id: string
  other: string
  overlapping: number
  ways: { entry_id: string; text: string; near: string; likeness: number }[]
}

export interface TopicsView {
  looked_at: number | null
  looking: boolean
  questions: number
  topics: TopicView[]
  confusions: ConfusionView[]
}

export interface BotThresholds {
  answer_above: number
  choices_above: number
}

const bot = '/api/insight/bot'
const leak = '/api/leaks/{id}'

export function leakCalls(http: Transport) {
  return {
    bot: (query: BotPeriod) => http.get<BotView>(bot, { query: { ...query } }),
    botRecords: (figure: string, query: BotPeriod, cursor?: string | null) =>
      http.get<Page<FigureRecord>>(`${bot}/{figure}/records`, {
        path: { figure },
        query: { ...query, cursor, limit: 50 },
      }),
    hops: (query: BotPeriod, level: number, outcome?: string, cursor?: string | null) =>
      http.get<Page<FigureRecord>>(`${bot}/funnel/records`, {
        query: { ...query, level, outcome, cursor, limit: 50 },
      }),
    served: (query: BotPeriod, as: ServedAs, cursor?: string | null) =>
      http.get<Page<FigureRecord>>(`${bot}/served/records`, {
        query: { ...query, ...as, cursor, limit: 50 },
      }),
    rates: (merchant_id: string) =>
      http.get<RatesView>('/api/insight/rates', { query: { merchant_id } }),
    setRate: (body: RateDraft) => http.post<RatesView>('/api/insight/rates', { body }),
    list: (query: LeakFilter, cursor?: string | null) =>
      http.get<Page<LeakRow>>('/api/leaks', { query: { ...query, cursor, limit: 50 } }),
    counts: (query: { merchant_id: string; state: string }) =>
      http.get<LeakCounts>('/api/leaks/counts', { query }),
    one: (id: string) => http.get<LeakView>(leak, { path: { id } }),
    label: (id: string, label: string | null) =>
      http.put<LeakRow>(`${leak}/label`, { path: { id }, body: { label } }),
    audit: (id: string, right: boolean) =>
      http.put<undefined>('/api/leaks/answers/{id}/audit', { path: { id }, body: { right } }),
    tryFix: (id: string, fix: Fix) =>
      http.post<TrialOutcome>(`${leak}/trials`, { path: { id }, body: { fix } }),
    mend: (id: string, fix: Fix, confirmed: boolean) =>
      http.post<{ leak: LeakRow; entry_id: string | null }>(`${leak}/mendings`, {
        path: { id },
        body: { fix, confirmed },
      }),
    league: (merchant_id: string, days: number) =>
      http.get<LeagueRow[]>('/api/leaks/league', { query: { merchant_id, days } }),
    review: (id: string, body: AnswerReview) =>
      http.post<undefined>('/api/leaks/league/{id}/reviews', { path: { id }, body }),
    reading: (id: string) =>
      http.get<AnswerReading>('/api/leaks/league/{id}/reading', { path: { id } }),
    topics: (merchant_id: string) =>
      http.get<TopicsView>('/api/leaks/topics', { query: { merchant_id } }),
    look: (merchant_id: string) =>
      http.post<undefined>('/api/leaks/topics/look', { body: { merchant_id } }),
    asked: (id: string) =>
      http.get<AskedView[]>('/api/leaks/topics/{id}/questions', { path: { id } }),
    decide: (id: string, decision: string | null, done = false) =>
      http.put<TopicView>('/api/leaks/topics/{id}/decision', {
        path: { id },
        body: { decision, done },
      }),
    draft: (id: string, body: TopicEntryDraft) =>
      http.post<TopicView>('/api/leaks/topics/{id}/entry', { path: { id }, body }),
    thresholds: (merchant_id: string) =>
      http.get<BotThresholds>('/api/bot/settings', { query: { merchant_id } }),
  }
}
