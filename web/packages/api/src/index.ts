export * from './content'
export * from './problem'
export * from './shapes'
export * from './shapes-staff'
export * from './staff'
export * from './transport'
export { rowsOf } from './staff-team'
export { webhookKinds } from './staff-webhooks'
export { fieldKinds } from './staff-flows'
export type * from './staff-webhooks'
export { modelUses } from './staff-model'
export type * from './staff-model'
export type { AuthorityDraft, AuthorityView, GroupDraft, StaffDraft } from './staff-team'
export type * from './staff-conversations'
export { needs } from './staff-assist'
export type * from './staff-assist'
export type * from './staff-helpcenter'
export { faults } from './staff-inspecting'
export type * from './staff-inspecting'
export type * from './staff-leaks'
export { verdicts } from './staff-sample'
export type * from './staff-clarifying'
export type * from './staff-sample'
export type * from './staff-phone'
export type * from './staff-precision'
export type * from './staff-shadow'
export type * from './staff-flows'
export type {
  CannedDraft,
  EntryDraft,
  EntryFilter,
  RenderingView,
  TryView,
} from './staff-knowledge'
