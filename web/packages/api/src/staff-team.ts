/** People, groups, presence. */
import type { Language, Page, Presence, Role } from './shapes'
import type { GroupView, MeView, SeatView, StaffView } from './shapes-staff'
import type { Transport } from './transport'

export interface StaffDraft {
  account: string
  name: string
  role: Role
  password: string
  merchant_id?: string | null
  capacity?: number
  skills?: string[]
}

export interface GroupDraft {
  name: string
  merchant_id?: string | null
  is_default?: boolean
  restricted?: boolean
  allowed_actions?: string[]
  limit_cents?: number
  opens_documents?: boolean
  inspected_percent?: number
}

/** A group that may decide something up to an amount; null: any amount. */
export interface AuthorityDraft {
  name: string
  group_id: string
  merchant_id: string | null
  up_to_cents: number | null
}
export interface AuthorityView extends AuthorityDraft {
  id: string
  group_name: string
}

export function teamCalls(http: Transport) {
  return {
    me: () => http.get<MeView>('/api/team/me'),
    setPresence: (state: Presence, reason?: string) =>
      http.put<MeView>('/api/team/me/presence', { body: { state, reason } }),
    changeMe: (body: { name?: string; language?: Language }) =>
      http.patch<unknown>('/api/team/me', { body }),
    seats: () => http.get<SeatView[]>('/api/team/seats'),
    staff: () => http.get<StaffView[] | Page<StaffView>>('/api/team/staff'),
    addStaff: (body: StaffDraft) => http.post<StaffView>('/api/team/staff', { body }),
    changeStaff: (id: string, body: Partial<StaffView>) =>
      http.patch<StaffView>('/api/team/staff/{id}', { path: { id }, body }),
    setPassword: (id: string, password: string) =>
      http.post<undefined>('/api/team/staff/{id}/password', { path: { id }, body: { password } }),
    groups: () => http.get<GroupView[] | Page<GroupView>>('/api/team/groups'),
    addGroup: (body: GroupDraft) => http.post<GroupView>('/api/team/groups', { body }),
    changeGroup: (id: string, body: Partial<GroupDraft>) =>
      http.patch<GroupView>('/api/team/groups/{id}', { path: { id }, body }),
    authorities: () => http.get<AuthorityView[]>('/api/team/authorities'),
    setAuthorities: (authorities: AuthorityDraft[]) =>
      http.put<AuthorityView[]>('/api/team/authorities', { body: { authorities } }),
    setMembers: (id: string, members: { staff_id: string; level: number }[]) =>
      http.put<GroupView>('/api/team/groups/{id}/members', { path: { id }, body: { members } }),
  }
}

/** Lists come whole or as the first page; the screens only want the rows. */
export function rowsOf<T>(list: T[] | Page<T>): T[] {
  return Array.isArray(list) ? list : list.items
}
