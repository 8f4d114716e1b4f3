/** Shapes of the pages beside the workbench: team, shops, knowledge, figures. */
import type { Language, Presence, Role } from './shapes'

export interface MerchantView {
  id: string
  name: string
  slug: string
  public_key: string
  language: Language
  timezone: string
  settings: MerchantSettings
}

export interface MerchantSettings {
  widget: WidgetLook
  country: string
  merge_window_seconds: number
  accept_timeout_seconds: number
  reply_target_seconds: number
}

export interface MerchantChange {
  name?: string
  slug?: string
  language?: Language
  timezone?: string
  country?: string
  merge_window_seconds?: number
  accept_timeout_seconds?: number
  reply_target_seconds?: number
}

export interface ApiTokenView {
  id: string
  name: string
  created_at: number
  last_used_at: number | null
}

export interface NewApiToken extends ApiTokenView {
  token: string
}

export interface RotatedSecret {
  identity_secret: string
  previous_valid_until: number | null
}

export type ByLanguage = Partial<Record<Language, string>>

export interface WidgetLook {
  title: string
  accent: string
  position: 'right' | 'left'
  greeting: ByLanguage
  launcher_text: ByLanguage
}

export interface StaffView {
  id: string
  account: string
  name: string
  avatar_url?: string | null
  role: Role
  language?: Language | null
  merchant_id: string | null
  active: boolean
  skills?: string[]
  capacity?: number
  group_ids?: string[]
}

export interface GroupMember {
  staff_id: string
  name: string
  level: number
  presence: Presence
}

export interface GroupView {
  id: string
  name: string
  merchant_id: string | null
  is_default: boolean
  members: GroupMember[]
  ready: boolean
  waiting: number
  /** Temporary or outsourced staff: stars, some actions only, and a limit on money. */
  restricted: boolean
  allowed_actions: string[]
  limit_cents: number
  /** Whether such people open documents, in which nobody can put stars. */
  opens_documents: boolean
  /** Which share of what they end is drawn for a lead, 0 to 100. */
  inspected_percent: number
}

export interface MeView {
  staff: { id: string; name: string; role: Role }
  presence: Presence
  presence_since: number
  load: number
  capacity: number
  groups: { id: string; name: string }[]
}

export interface SeatView {
  staff_id: string
  name: string
  role: Role
  presence: Presence
  presence_since: number
  load: number
  capacity: number
  group_ids: string[]
}

export type AnswerMode = 'public' | 'conditional' | 'internal' | 'human'
export type EntryStatus = 'live' | 'draft' | 'archived'

export interface EntryView {
  id: string
  merchant_id: string
  question: string
  answer: string
  category: string
  answer_mode: AnswerMode
  conditions: Record<string, unknown> | null
  designed_level: number | null
  valid_from: number | null
  valid_until: number | null
  status: EntryStatus
  language: string
  similar: string[]
  source: string
  created_at: number
  updated_at: number
}

export interface FoundEntry {
  entry_id: string
  question: string
  answer: string
  answer_mode: AnswerMode
  score: number
}

export type Verdict = 'clean' | 'cleaned' | 'quarantined' | 'broken' | 'duplicate'

export interface ImportRow {
  line: number
  verdict: Verdict
  question: string
  answer: string
  category: string
  similar: string[]
  changes: string[]
  problems: { code: string; params: Record<string, unknown> }[]
}

export interface ImportView {
  id: string
  filename: string
  counts: Record<Verdict, number>
  rows: ImportRow[]
}

export interface CannedReply {
  id: string
  merchant_id: string
  shared: boolean
  shortcut: string
  title: string
  text: string
  language: Language
}

export interface CategoryView {
  category: string
  count: number
}

export type FigureUnit = 'count' | 'seconds' | 'ratio' | 'score'

export interface Figure {
  id: string
  code: string
  value: number | null
  unit: FigureUnit
  n: number
  numerator?: number | null
  denominator?: number | null
  formula_code: string
}

export interface TodayView {
  day: string
  timezone: string
  figures: Figure[]
}

export interface FigureRecord {
  conversation_id: string
  customer_name: string
  agent_name: string | null
  at: number
  value: number | null
  counted: boolean
  /** Why it is not counted. */
  reason?: string | null
  score?: number | null
  /** How the bot came to it: the evidence, the reason of a transfer, the outcome of a level. */
  note?: string | null
  /** What a level of the funnel cost, in millionths. */
  cost_micro?: number | null
  currency?: string | null
}
