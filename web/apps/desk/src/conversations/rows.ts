/** Which conversations stand in which tab, and in what order. Pure; the server's priority leads. */
import type { ConversationRow, QueueTab } from '@yingda/api'

/** The server's tabs, and the three of a shop's own staff. */
export type DeskTab = QueueTab | 'answer' | 'waiting' | 'done'

/** Which of the server's tabs hold a tab's rows; only the last one has further pages. */
export const sources: Record<DeskTab, readonly QueueTab[]> = {
  unanswered: ['unanswered'],
  mine: ['mine'],
  queue: ['queue'],
  ended: ['ended'],
  all: ['all'],
  answer: ['unanswered', 'mine', 'queue'],
  waiting: ['mine'],
  done: ['ended'],
}

export interface Viewer {
  id: string
  groupIds: readonly string[]
  leads: boolean
  /** Staff of a shop: whoever waits for the shop waits for them. */
  ofShop: boolean
}

export function belongsTo(row: ConversationRow, tab: DeskTab, viewer: Viewer): boolean {
  const open = row.status === 'open'
  const mine = row.agent_id === viewer.id
  if (tab === 'all') return open
  if (tab === 'ended' || tab === 'done') return !open && (mine || viewer.leads)
  const queued = open && waits(row) && mayServe(row, viewer)
  if (tab === 'queue') return queued
  if (tab === 'mine') return open && mine
  if (tab === 'waiting') return open && mine && !needsAnswer(row)
  return (open && mine && needsAnswer(row)) || (tab === 'answer' && queued)
}

/** What was just given to me and not yet accepted needs me too, whoever spoke last. */
const needsAnswer = (row: ConversationRow) => row.waiting_since !== null || !row.leg_accepted

const waits = (row: ConversationRow) => row.stage === 'queue' || row.stage === 'leave_message'

function mayServe(row: ConversationRow, { groupIds, leads, ofShop }: Viewer): boolean {
  return leads || ofShop || row.group_id === null || groupIds.includes(row.group_id)
}

export function inOrder(rows: Iterable<ConversationRow>, tab: DeskTab): ConversationRow[] {
  const compare = tab === 'ended' || tab === 'done' ? byEnd : byNeed
  return [...rows].sort((one, other) => compare(one, other) || one.id.localeCompare(other.id))
}

const byEnd = (one: ConversationRow, other: ConversationRow) =>
  (other.closed_at ?? 0) - (one.closed_at ?? 0)

/** Since when its customer waits: for a person in the queue, for acceptance, or for an answer. */
export function waitsSince(row: ConversationRow): number | null {
  if (row.status === 'closed') return null
  if (row.stage === 'queue') return row.queued_at
  return row.waiting_since ?? (row.leg_accepted ? null : row.queued_at)
}

/** Who waits comes first: higher priority, then the longer wait; the others by their last message. */
function byNeed(one: ConversationRow, other: ConversationRow): number {
  const [mine, theirs] = [waitsSince(one), waitsSince(other)]
  if (mine === null && theirs === null)
    return (other.last_message_at ?? 0) - (one.last_message_at ?? 0)
  if (mine === null) return 1
  if (theirs === null) return -1
  return other.priority - one.priority || mine - theirs
}

/** A row that was read may be older than one that was pushed meanwhile. */
export function newerOf(
  known: ConversationRow | undefined,
  come: ConversationRow,
): ConversationRow {
  return known && known.last_seq > come.last_seq ? known : come
}

export function neighbour(rows: readonly ConversationRow[], id: string | undefined, step: 1 | -1) {
  if (rows.length === 0) return undefined
  const at = rows.findIndex((row) => row.id === id)
  if (at < 0) return rows[0]
  return rows[Math.min(rows.length - 1, Math.max(0, at + step))]
}
