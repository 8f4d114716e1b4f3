/** Phases of a promotion: other settings of the bot for a planned time. */
import type { Transport } from './transport'

/** What is other than usual; what is null is as usual. */
export interface PhaseChanges {
  answer_above: number | null
  choices_above: number | null
  most_choices: number | null
  unknowns_before_human: number | null
  /** How plainly the way to a person is shown at the least, 0 to 3. */
  entry_level: number | null
}

export interface PhaseDraft {
  merchant_id: string | null
  name: string
  begins_at: number
  ends_at: number
  changes: PhaseChanges
}

export interface PhaseView extends Omit<PhaseDraft, 'merchant_id'> {
  id: string
  state: 'planned' | 'running' | 'over'
  set_by: string
}

const phase = '/api/bot/phases/{id}'

export function phaseCalls(http: Transport) {
  return {
    list: (merchant_id: string) =>
      http.get<PhaseView[]>('/api/bot/phases', { query: { merchant_id } }),
    plan: (body: PhaseDraft) => http.post<PhaseView>('/api/bot/phases', { body }),
    change: (id: string, body: PhaseDraft) => http.put<PhaseView>(phase, { path: { id }, body }),
    end: (id: string) => http.post<undefined>(`${phase}/end`, { path: { id } }),
  }
}
