/** The telephone: how a shop sets it up, trying it, and the calls that came. */
import type { Language, Page } from './shapes'
import type { Transport } from './transport'

export type PhoneDeed = 'answer' | 'task' | 'person'
export type CallOutcome = 'left' | 'told' | 'linked' | 'passed_on'
export type AfterLink = 'completed' | 'came_back' | 'abandoned' | 'watched'

export interface PhoneItem {
  key: string
  label: Partial<Record<Language, string>>
  does: PhoneDeed
  entry_id: string | null
  flow_id: string | null
  group_id: string | null
}

export interface PhoneSettings {
  greeting: Partial<Record<Language, string>>
  menu: PhoneItem[]
  transfer_to: string
  sends_links: boolean
  trusts_numbers: boolean
}

export interface CallReply {
  call_id: string
  n: number
  say: string
  language: Language
  keys: { key: string; label: string }[]
  next: 'listen' | 'transfer' | 'hang_up'
  transfer_to: string | null
  sms: { to: string; text: string; url: string } | null
  profile_path: string | null
}

export interface CallTurn {
  n: number
  at: number
  digits: string | null
  text: string | null
  said: string
  entry_id: string | null
}

export interface CallView {
  id: string
  merchant_id: string
  customer_id: string | null
  customer_name: string | null
  phone: string | null
  language: Language
  is_trial: boolean
  started_at: number
  ended_at: number | null
  outcome: CallOutcome
  reason: string | null
  asked: string | null
  link_sent_at: number | null
  link_opened_at: number | null
  conversation_id: string | null
  after_link: AfterLink | null
  turns: CallTurn[]
}

export interface PhoneFigures {
  calls: number
  outcomes: Record<CallOutcome, number>
  links_sent: number
  links_opened: number
  after: Record<AfterLink, number>
}

export interface CallsAsked {
  merchant_id?: string
  customer_id?: string
  outcome?: CallOutcome | null
  cursor?: string | null
}

/** What a caller presses or says; neither is silence. */
export interface Heard {
  digits?: string
  text?: string
}

const settings = '/api/phone/settings'
const calls = '/api/phone/calls'

export function phoneCalls(http: Transport) {
  return {
    settings: (merchant_id: string) =>
      http.get<PhoneSettings>(settings, { query: { merchant_id } }),
    setUp: (merchant_id: string, body: PhoneSettings) =>
      http.put<PhoneSettings>(settings, { query: { merchant_id }, body }),
    /** A trial: it is counted nowhere and rings nowhere. */
    tryOut: (merchant_id: string, external_id: string, number: string | null, language: Language) =>
      http.post<CallReply>(calls, {
        body: { merchant_id, external_id, number, language, is_trial: true },
      }),
    hear: (id: string, n: number, heard: Heard) =>
      http.post<CallReply>(`${calls}/{id}/turns`, { path: { id }, body: { n, ...heard } }),
    end: (id: string) =>
      http.post<undefined>(`${calls}/{id}/end`, { path: { id }, body: { by: 'caller' } }),
    calls: (asked: CallsAsked) => http.get<Page<CallView>>(calls, { query: { ...asked } }),
    figures: (merchant_id: string, days: number) =>
      http.get<PhoneFigures>('/api/phone/figures', { query: { merchant_id, days } }),
  }
}
