/** What L3 groups served: drawn by lot or for a reason, looked at by a lead. */
import type { Page } from './shapes'
import type { Transport } from './transport'

export const faults = [
  'wrong_answer',
  'incomplete',
  'manner',
  'against_rules',
  'private_data',
  'other',
] as const
export type Fault = (typeof faults)[number]
export type DrawnReason = 'by_lot' | 'dissatisfied' | 'moved_money' | 'came_back'
export type InspectionState = 'waiting' | 'inspected' | 'faulty' | 'drawn' | 'served'

export interface FindingDraft {
  verdict: 'right' | 'faulty'
  fault: Fault | null
  remark: string
}
export interface Finding extends FindingDraft {
  inspector_name: string
  at: number
}
export interface Inspection {
  conversation_id: string
  agent_id: string
  agent_name: string
  group_id: string
  group_name: string
  customer_name: string
  ended_at: number
  reasons: DrawnReason[]
  finding: Finding | null
  /** The caller served it, and so does not judge it. */
  is_own: boolean
}
/** `share` is of all that were looked at, `lot_share` of those alone that were drawn by lot. */
export interface InspectedAgent {
  group_id: string
  group_name: string
  agent_id: string
  agent_name: string
  served: number
  drawn: number
  inspected: number
  faulty: number
  share: number | null
  lot_inspected: number
  lot_faulty: number
  lot_share: number | null
}
export interface InspectionFigures {
  days: number
  waiting: number
  agents: InspectedAgent[]
}
export interface InspectionFilter {
  state: InspectionState
  group_id?: string
  agent_id?: string
  days?: number
  cursor?: string | null
}

const inspections = '/api/inspections'

export function inspectionCalls(http: Transport) {
  return {
    find: (query: InspectionFilter) =>
      http.get<Page<Inspection>>(inspections, { query: { ...query } }),
    figures: (days: number) =>
      http.get<InspectionFigures>(`${inspections}/figures`, { query: { days } }),
    inspect: (one: Inspection, body: FindingDraft) =>
      http.put<undefined>(`${inspections}/{conversation_id}/{agent_id}/finding`, {
        path: { conversation_id: one.conversation_id, agent_id: one.agent_id },
        body,
      }),
  }
}
