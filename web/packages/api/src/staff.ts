/** Everything a member of staff can ask of the server, by the server's nouns. */
import { assistCalls } from './staff-assist'
import { conversationCalls } from './staff-conversations'
import { helpCenterCalls } from './staff-helpcenter'
import { flowCalls } from './staff-flows'
import { knowledgeCalls } from './staff-knowledge'
import { inspectionCalls } from './staff-inspecting'
import { leakCalls } from './staff-leaks'
import { clarifyingCalls } from './staff-clarifying'
import { phaseCalls } from './staff-phases'
import { phoneCalls } from './staff-phone'
import { precisionCalls } from './staff-precision'
import { readsCalls } from './staff-reads'
import { sampleCalls } from './staff-sample'
import { shadowCalls } from './staff-shadow'
import { modelCalls } from './staff-model'
import { teamCalls } from './staff-team'
import { webhookCalls } from './staff-webhooks'
import type { CustomerRow, CustomerView, DemoView, OrderView, Page, SessionView } from './shapes'
import type {
  ApiTokenView,
  FigureRecord,
  MerchantChange,
  MerchantView,
  NewApiToken,
  RotatedSecret,
  TodayView,
  WidgetLook,
} from './shapes-staff'
import type { Transport } from './transport'

export function staffApi(http: Transport) {
  return {
    flows: flowCalls(http),
    session: {
      current: () => http.get<SessionView>('/api/session'),
      signIn: (account: string, password: string) =>
        http.post<SessionView>('/api/session', { body: { account, password } }),
      signOut: () => http.delete<undefined>('/api/session'),
      demo: () => http.get<DemoView>('/api/demo'),
      setupLink: (token: string) =>
        http.get<{ usable: boolean }>('/api/setup', { query: { token } }),
      setUp: (body: SetupDraft) => http.post<SessionView>('/api/setup', { body }),
    },
    model: modelCalls(http),
    merchants: {
      list: () => http.get<MerchantView[]>('/api/merchants'),
      change: (id: string, body: MerchantChange) =>
        http.patch<MerchantView>('/api/merchants/{id}', { path: { id }, body }),
      rotateSecret: (id: string, keep_previous: boolean) =>
        http.post<RotatedSecret>('/api/merchants/{id}/identity-secret', {
          path: { id },
          body: { keep_previous },
        }),
      tokens: (id: string) =>
        http.get<ApiTokenView[]>('/api/merchants/{id}/api-tokens', { path: { id } }),
      makeToken: (id: string, name: string) =>
        http.post<NewApiToken>('/api/merchants/{id}/api-tokens', { path: { id }, body: { name } }),
      revokeToken: (id: string, token_id: string) =>
        http.delete<undefined>('/api/merchants/{id}/api-tokens/{token_id}', {
          path: { id, token_id },
        }),
      look: (id: string) => http.get<WidgetLook>('/api/merchants/{id}/widget', { path: { id } }),
      setLook: (id: string, body: WidgetLook) =>
        http.put<WidgetLook>('/api/merchants/{id}/widget', { path: { id }, body }),
    },
    customers: {
      find: (q: string, cursor?: string | null) =>
        http.get<Page<CustomerRow>>('/api/customers', { query: { q, cursor, limit: 40 } }),
      one: (id: string) => http.get<CustomerView>('/api/customers/{id}', { path: { id } }),
      change: (id: string, body: CustomerChange) =>
        http.patch<CustomerView>('/api/customers/{id}', { path: { id }, body }),
      merge: (id: string, other_id: string) =>
        http.post<CustomerView>('/api/customers/{id}/merge', { path: { id }, body: { other_id } }),
      split: (id: string, merge_id: string) =>
        http.post<CustomerView>('/api/customers/{id}/split', { path: { id }, body: { merge_id } }),
      orders: (id: string) => http.get<OrderView[]>('/api/customers/{id}/orders', { path: { id } }),
    },
    insight: {
      today: (merchant_id?: string) =>
        http.get<TodayView>('/api/insight/today', { query: { merchant_id } }),
      mine: (staff_id: string) =>
        http.get<TodayView>('/api/insight/today', { query: { staff_id } }),
      records: (code: string, merchant_id: string, cursor?: string | null) =>
        http.get<Page<FigureRecord>>('/api/insight/today/{code}/records', {
          path: { code },
          query: { merchant_id, cursor, limit: 50 },
        }),
    },
    assist: assistCalls(http),
    conversations: conversationCalls(http),
    helpCenter: helpCenterCalls(http),
    knowledge: knowledgeCalls(http),
    inspections: inspectionCalls(http),
    leaks: leakCalls(http),
    phone: phoneCalls(http),
    precision: precisionCalls(http),
    reads: readsCalls(http),
    sample: sampleCalls(http),
    clarifying: clarifyingCalls(http),
    phases: phaseCalls(http),
    shadow: shadowCalls(http),
    team: teamCalls(http),
    webhooks: webhookCalls(http),
  }
}

export interface SetupDraft {
  token: string
  account: string
  name: string
  password: string
  shop_name: string
}

export interface CustomerChange {
  name?: string
  tier?: number
  blocked?: boolean
  traits?: Record<string, unknown>
}

export type StaffApi = ReturnType<typeof staffApi>
