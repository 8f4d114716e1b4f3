/** The home page customers meet first: its settings, what personas see, how suggestions do. */
import type { Language, OrderView, Page } from './shapes'
import type { Transport } from './transport'

export type EntryLevel = 0 | 1 | 2 | 3

export interface HomeTile {
  title: Partial<Record<Language, string>>
  entry_id: string | null
  category: string | null
  conditions: Record<string, unknown> | null
  page_contains: string
}

export interface HumanEntry {
  level: EntryLevel
  exempt_tier: number | null
  exempt_traits: string[]
  exempt_returning: boolean
  least_resolution: number
  least_conversations: number
}

export interface HelpSettings {
  tiles: HomeTile[]
  human_entry: HumanEntry
}

export interface HelpSettingsView {
  settings: HelpSettings
  measured: {
    since: number
    until: number
    conversations: number
    resolved: number
    resolution: number | null
  }
  help_path: string
}

export interface SuggestedChip {
  entry_id: string
  title: string
  method: string
}

export interface HomePage {
  greeting: string
  human_entry: EntryLevel
  orders: { order: OrderView; chips: SuggestedChip[] }[]
  tiles: { title: string; entry_id: string | null; category: string | null }[]
  suggested: { chips: SuggestedChip[] }
  hot: { chips: SuggestedChip[] }
}

export interface Persona {
  merchant_id: string
  language: Language
  tier: number
  order_states: string[]
  page: { url: string; title: string }
}

export interface MethodFigures {
  method: string
  exposures: number
  clicks: number
  settled: number
  settled_of: number
  recalled: number
  recalled_of: number
}

export interface SuggestionFigures {
  since: number
  until: number
  methods: MethodFigures[]
  learned_from: number
  learned_at: number | null
}

/** A suggested question that a customer chose; `settled` is null until a day has passed. */
export interface ClickRecord {
  at: number
  customer_id: string
  customer_name: string
  method: string
  placement: string
  question: string
  settled: boolean | null
  conversation_id: string | null
}

const settings = '/api/helpcenter/settings'

export function helpCenterCalls(http: Transport) {
  return {
    settings: (merchant_id: string) =>
      http.get<HelpSettingsView>(settings, { query: { merchant_id } }),
    setUp: (merchant_id: string, body: HelpSettings) =>
      http.put<HelpSettings>(settings, { query: { merchant_id }, body }),
    preview: (body: Persona) => http.post<HomePage>('/api/helpcenter/preview', { body }),
    figures: (merchant_id: string, days: number) =>
      http.get<SuggestionFigures>('/api/helpcenter/suggestions', { query: { merchant_id, days } }),
    clicks: (method: string, query: { merchant_id: string; days: number; cursor: string | null }) =>
      http.get<Page<ClickRecord>>(`/api/helpcenter/suggestions/${method}/clicks`, { query }),
  }
}
