/** What the person at the desk gets from the bot: the case so far. */
import type { Stage } from './shapes'
import type { Transport } from './transport'

export interface SaidLine {
  seq: number
  text: string
}

export interface SlotView {
  kind: 'order_no' | 'phone' | 'email' | 'product'
  value: string
  seq: number
}

export interface AttemptView {
  asked: string
  asked_seq: number | null
  verdict: 'answer' | 'choices' | 'unknown' | 'human' | 'pleasantry'
  reason: string | null
  confidence: number
  sources: { entry_id: string; question: string; live: boolean }[]
  at: number
}

export interface HandoverView {
  reason: string | null
  handed_over_at: number | null
  summary: SaidLine[]
  own_words: SaidLine | null
  slots: SlotView[]
  tried: AttemptView[]
  position: number | null
  expected_wait_seconds: number | null
  waited_seconds: number | null
  stage: Stage
  need: { needs: string; amount_cents: number | null } | null
}

export const needs = ['question', 'task', 'chat'] as const
export type Need = (typeof needs)[number]

/** What a conversation is for; `main` is null before the customer said anything. */
export interface ConversationNeedView {
  main: Need | null
  others: Need[]
  corrected_by: string | null
}

export type ProposalKind = 'entry' | 'canned' | 'case' | 'ask'

export interface SourceRefDraft {
  kind: ProposalKind
  source_id: string
}

export interface SuggestionView extends SourceRefDraft {
  title: string
  text: string
  likeness: number
  used: number
  missing: string[]
}

export interface SuggestionsView {
  asked: string | null
  asked_seq: number | null
  suggestions: SuggestionView[]
  /** The one question more that should be put, whatever is answered. */
  ask: SuggestionView | null
}

export interface CaseView {
  id: string
  conversation_id: string
  question: string
  answer: string
  text: string
  likeness: number
  outcome: 'satisfied' | 'quiet' | 'watched' | 'came_back' | 'dissatisfied'
  used: number
}

export interface SettledDraft {
  client_key: string
  taken_id: string | null
  ignored: SourceRefDraft[]
}

const one = '/api/conversations/{id}'

export function assistCalls(http: Transport) {
  return {
    handover: (id: string) => http.get<HandoverView>(`${one}/handover`, { path: { id } }),
    suggestions: (id: string, typed: string) =>
      http.get<SuggestionsView>(`${one}/suggestions`, { path: { id }, query: { typed } }),
    take: (id: string, body: SourceRefDraft) =>
      http.post<{ id: string; text: string }>(`${one}/suggestions/taken`, { path: { id }, body }),
    settle: (id: string, body: SettledDraft) =>
      http.post<undefined>(`${one}/suggestions/settled`, { path: { id }, body }),
    cases: (id: string) => http.get<CaseView[]>(`${one}/similar-cases`, { path: { id } }),
    need: (id: string) => http.get<ConversationNeedView>(`${one}/need`, { path: { id } }),
    correctNeed: (id: string, body: { main: Need; others: Need[] }) =>
      http.put<ConversationNeedView>(`${one}/need`, { path: { id }, body }),
    variables: (id: string) =>
      http.get<Record<string, string>>(`${one}/variables`, { path: { id } }),
  }
}
