/** The bot's figures: what it kept and solved, level by level. */
import type { FigureUnit } from './shapes-staff'

export interface BotFigure {
  id: string
  code: string
  value: number | null
  unit: FigureUnit
  n: number
  numerator: number | null
  denominator: number | null
  low: number | null
  high: number | null
  median: boolean
}

export interface FunnelLevel {
  level: number
  inflow: number
  outcomes: Record<string, number>
  mean_seconds: number | null
  /** The mean score of the `rated` conversations that ended here. */
  rated: number
  csat: number | null
  /** One for each currency that rates were set in; empty where nobody said what it costs. */
  costs: LevelCost[]
}

/** What `n` conversations cost at a level together, in millionths of the currency. */
export interface LevelCost {
  currency: string
  n: number
  micro: number
}

/** Conversations meant for one level (null: nobody can tell) that came as high as another. */
export interface ServedCount {
  designed: number | null
  reached: number
  service: 'as_designed' | 'leaked_up' | 'over_served' | 'kept_below' | 'not_told'
  n: number
}

/** Which of them, in the query. */
export interface ServedAs {
  designed?: number
  reached?: number
  service?: ServedCount['service']
}

/** In millionths of the currency: the bot by the conversation, people by the hour. */
export interface ServiceRate {
  currency: string
  bot_micro: number | null
  task_micro: number | null
  simple_hour_micro: number | null
  expert_hour_micro: number | null
}

export interface RateView extends ServiceRate {
  /** A day of the shop; null where it counts from the beginning. */
  from_day: string | null
  set_at: number
  set_by: string
}

export interface RateDraft extends ServiceRate {
  merchant_id: string | null
  /** A day of the shop, as 2026-11-30. */
  from_day: string | null
}

export interface RatesView {
  rates: RateView[]
  model_currency: string | null
}

/** Of conversations that are over for 72 hours: which ended at level 1, and who came back. */
export interface LevelShare {
  n: number
  bot_share: number | null
  repeat_share: number | null
}

export interface LevelShift {
  now: LevelShare
  before: LevelShare
  verdict: 'shifted' | 'solved' | 'steady' | 'too_few'
}

export interface BotView {
  from_day: string
  to_day: string
  timezone: string
  figures: BotFigure[]
  funnel: FunnelLevel[]
  served: ServedCount[]
  shift: LevelShift
  reasons: { reason: string; n: number }[]
  evidence: { evidence: string; n: number }[]
  flags: { flag: string; n: number }[]
}

export interface BotPeriod {
  merchant_id: string
  /** So many days of the shop's own, of which today is the last. */
  days: number
}
