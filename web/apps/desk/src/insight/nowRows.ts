/** Who waits now, and what each person has open: counted from the same rows the queue shows. Pure. */
import type { ConversationRow } from '@yingda/api'
import { waitsSince } from '@/conversations/rows'

/** For a person to take them, for somebody's answer, or for office hours. */
export type WaitKind = 'queue' | 'answer' | 'message'

export interface Waiting {
  row: ConversationRow
  since: number
  kind: WaitKind
}

export function kindOfWait(row: ConversationRow): WaitKind | null {
  if (row.status !== 'open') return null
  if (row.stage === 'queue') return 'queue'
  if (row.stage === 'leave_message') return 'message'
  if (row.stage !== 'human') return null
  return row.waiting_since !== null || !row.leg_accepted ? 'answer' : null
}

/** The longest wait first; a message that was left waits for nobody's next minute and comes last. */
export function whoWaits(rows: Iterable<ConversationRow>, merchantId: string): Waiting[] {
  return [...rows]
    .filter((row) => row.merchant_id === merchantId)
    .flatMap((row) => {
      const kind = kindOfWait(row)
      const since = waitsSince(row) ?? row.queued_at ?? row.last_message_at
      return kind && since !== null ? [{ row, since, kind }] : []
    })
    .sort(
      (one, other) =>
        Number(one.kind === 'message') - Number(other.kind === 'message') ||
        one.since - other.since,
    )
}

export function countKinds(waiting: readonly Waiting[]): Record<WaitKind, number> {
  const counts = { queue: 0, answer: 0, message: 0 }
  for (const { kind } of waiting) counts[kind] += 1
  return counts
}

/** Two that do not wait are equal, which `Infinity - Infinity` is not. */
const compare = (one: number, other: number) => (one === other ? 0 : one < other ? -1 : 1)

/** A person's open conversations, who waits for them first. */
export function openOf(rows: Iterable<ConversationRow>, staffId: string): ConversationRow[] {
  const since = (row: ConversationRow) => waitsSince(row) ?? Infinity
  return [...rows]
    .filter((row) => row.status === 'open' && row.stage === 'human' && row.agent_id === staffId)
    .sort(
      (one, other) =>
        compare(since(one), since(other)) ||
        (other.last_message_at ?? 0) - (one.last_message_at ?? 0),
    )
}
