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
