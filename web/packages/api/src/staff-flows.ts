/** Self-service: flows, their faults, rehearsals, and the actions they call. */
import type { Language } from './shapes'
import type { Transport } from './transport'

export type Texts = Partial<Record<Language, string>>
export type StepKind =
  'say' | 'ask' | 'choose_order' | 'call' | 'branch' | 'confirm' | 'hand_over' | 'end'
export type SlotKind = 'text' | 'number' | 'phone' | 'date' | 'choice'
export interface FlowChoice {
  value: string
  label: Texts
  next?: string | null
}
export interface FlowCase {
  when: Record<string, unknown>
  next?: string | null
}
/** A step as it is stored; which fields it has depends on what it does. */
export interface FlowStep {
  id: string
  do: StepKind
  say?: Texts
  slot?: string
  /** What the value is called by whoever reads it. */
  label?: Texts
  kind?: SlotKind
  choices?: FlowChoice[]
  least?: number | null
  most?: number | null
  statuses?: string[]
  action?: string
  inputs?: Record<string, { from?: string | null; value?: string | number | boolean | null }>
  into?: string
  cases?: FlowCase[]
  solved?: boolean
  next?: string | null
  none?: string | null
  refused?: string | null
  otherwise?: string | null
  yes?: string | null
  no?: string | null
  /** Of a hand-over: the authority it takes, and the value that says about how much. */
  needs?: string | null
  amount?: string | null
}
export interface FlowDocument {
  title: Texts
  phrases: string[]
  entry_ids: string[]
  start?: string | null
  steps: FlowStep[]
}
export interface FlowFault {
  code: string
  step: string | null
  field: string | null
  params: Record<string, string | number>
}
export interface FlowRow {
  id: string
  merchant_id: string
  key: string
  title: Texts
  phrases: number
  steps: number
  live_version: number | null
  is_changed: boolean
  faults: number
  changed_at: number
  started: number
  finished: number
  handed_over: number
  abandoned: number
}
export interface FlowView {
  id: string
  merchant_id: string
  key: string
  revision: number
  document: FlowDocument
  live_version: number | null
  is_changed: boolean
  faults: FlowFault[]
  /** What the usual values are called where a step gives no label of its own. */
  labels: Record<string, Texts>
}
/** One answer to a question with choices, in the last `days`: how it ended and how it pleased. */
export interface FlowBranch {
  step: string
  choice: string
  label: Texts
  taken: number
  finished: number
  handed_over: number
  rated: number
  satisfied: number
  conversation_ids: string[]
}
export interface FlowPaths {
  days: number
  steps: { step: string; came: number; stopped: number }[]
  branches: FlowBranch[]
}
export const fieldKinds = [
  ...(['text', 'whole', 'number', 'yes_no', 'cents', 'time', 'list'] as const),
  'order',
] as const
export interface ActionField {
  name: string
  kind: (typeof fieldKinds)[number]
  needed: boolean
}
export interface ActionDraft {
  key: string
  title: string
  url: string
  secret?: string
  inputs: ActionField[]
  outputs: ActionField[]
  changes: boolean
  timeout_ms: number
  per_minute: number
  per_customer: number
  needs: string | null
  alone_up_to_cents: number | null
}
export interface ActionView extends Omit<ActionDraft, 'secret'> {
  id: string
  has_secret: boolean
  is_on: boolean
}
/** One of the latest calls; its id is the key that every try of it carried. */
export interface ActionCall {
  id: string
  conversation_id: string
  status: 'waiting' | 'answered' | 'refused' | 'failed'
  problem: string | null
  answer_status: number | null
  attempts: number
  late: boolean
  took_ms: number | null
  created_at: number
}
export interface DryRun {
  outcome: 'answered' | 'refused' | 'failed'
  problem: string | null
  status: number | null
  took_ms: number
  output: Record<string, unknown> | null
}
/** An action the caller may run for the customer of a conversation. */
export interface OfferedAction {
  key: string
  title: string
  inputs: ActionField[]
  for_order: boolean
  changes: boolean
}
export interface StaffCallDraft {
  conversation_id: string
  client_key: string
  action: string
  order_id: string | null
  inputs: Record<string, string | number | boolean>
}
export interface StaffCall {
  id: string
  status: 'waiting' | 'answered' | 'refused' | 'failed'
  problem: string | null
  output: Record<string, unknown> | null
}
export interface Rehearsal {
  state: { step: string | null; values: Record<string, unknown>; tries: number; hops: number }
  messages: {
    kind: string
    text: string
    options: { value: string; title: string }[]
    given: { label: string; text: string }[]
  }[]
  call: { action: string; inputs: Record<string, unknown> } | null
  ended: 'finished' | 'handed_over' | null
  reason: string | null
  reached: string[]
}
export interface RehearsalMove {
  kind: 'begin' | 'say' | 'pick' | 'answer' | 'refuse' | 'fail'
  text?: string
  state?: Rehearsal['state']
}

export type RunStatus =
  'running' | 'calling' | 'suspended' | 'finished' | 'handed_over' | 'abandoned'
/** What a customer did in a task, with everything that was gathered. */
export interface RunView {
  id: string
  flow_key: string
  title: Texts
  status: RunStatus
  given: { path: string; label: Texts; text: Texts }[]
  calls: { step: string; status: string; problem: string | null; late: boolean }[]
}

const flows = '/api/bot/flows'
const actions = '/api/bot/actions'

export function flowCalls(http: Transport) {
  return {
    list: (merchant_id: string) => http.get<FlowRow[]>(flows, { query: { merchant_id } }),
    one: (id: string) => http.get<FlowView>(`${flows}/{id}`, { path: { id } }),
    paths: (id: string) => http.get<FlowPaths>(`${flows}/{id}/paths`, { path: { id } }),
    add: (merchant_id: string, key: string, document: FlowDocument) =>
      http.post<FlowView>(flows, { body: { merchant_id, key, document } }),
    save: (id: string, revision: number, document: FlowDocument) =>
      http.put<FlowView>(`${flows}/{id}`, { path: { id }, body: { revision, document } }),
    check: (merchant_id: string, document: FlowDocument) =>
      http.post<FlowFault[]>(`${flows}/check`, { body: { merchant_id, document } }),
    rehearse: (
      merchant_id: string,
      document: FlowDocument,
      language: Language,
      move: RehearsalMove,
    ) =>
      http.post<Rehearsal>(`${flows}/rehearse`, {
        body: { merchant_id, document, language, ...move },
      }),
    publish: (id: string, revision: number) =>
      http.post<FlowView>(`${flows}/{id}/publish`, { path: { id }, body: { revision } }),
    withdraw: (id: string) => http.post<FlowView>(`${flows}/{id}/withdraw`, { path: { id } }),
    runs: (conversation_id: string) =>
      http.get<RunView[]>('/api/bot/runs', { query: { conversation_id } }),
    actions: (merchant_id: string) => http.get<ActionView[]>(actions, { query: { merchant_id } }),
    addAction: (merchant_id: string, draft: ActionDraft) =>
      http.post<ActionView>(actions, { body: { merchant_id, ...draft } }),
    changeAction: (
      id: string,
      change: Partial<ActionDraft> & { is_on?: boolean; no_limit?: boolean },
    ) => http.patch<ActionView>(`${actions}/{id}`, { path: { id }, body: change }),
    dryRun: (id: string) => http.post<DryRun>(`${actions}/{id}/dry-run`, { path: { id } }),
    offered: (conversation_id: string) =>
      http.get<OfferedAction[]>('/api/bot/staff-actions', { query: { conversation_id } }),
    act: (body: StaffCallDraft) => http.post<StaffCall>('/api/bot/staff-actions', { body }),
    calls: (id: string) => http.get<ActionCall[]>(`${actions}/{id}/calls`, { path: { id } }),
  }
}
