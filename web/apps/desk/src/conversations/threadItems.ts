/** Lays messages, notes and drafts of one thread into the lines a person reads, in order. Pure. */
import type { ConversationRow, MessageView, NoteView, ThreadPart } from '@yingda/api'
import { sameDay } from '@yingda/ui/time'
import type { OutgoingDraft } from './outgoing'

export type ThreadItem =
  | { kind: 'separator'; key: string; row: ConversationRow; at: number }
  | { kind: 'day'; key: string; at: number }
  | { kind: 'message'; key: string; message: MessageView; leads: boolean; own: boolean }
  | { kind: 'event'; key: string; message: MessageView }
  | { kind: 'note'; key: string; note: NoteView }
  | { kind: 'draft'; key: string; draft: OutgoingDraft }

interface Shown {
  row: ConversationRow
  messages: readonly MessageView[]
  notes: readonly NoteView[]
  drafts: readonly OutgoingDraft[]
  earlier: readonly ThreadPart[]
}

/** Messages of one sender closer than this stand under one name. */
const togetherMs = 3 * 60_000

export function threadItems({ row, messages, notes, drafts, earlier }: Shown): ThreadItem[] {
  const parts = [...earlier].sort(
    (one, other) => one.conversation.opened_at - other.conversation.opened_at,
  )
  return [
    ...parts.flatMap((part) => partItems(part.conversation, part.messages, [])),
    ...partItems(row, messages, notes),
    ...drafts.map((draft): ThreadItem => ({ kind: 'draft', key: draft.key, draft })),
  ]
}

function partItems(
  row: ConversationRow,
  messages: readonly MessageView[],
  notes: readonly NoteView[],
): ThreadItem[] {
  const items: ThreadItem[] = [{ kind: 'separator', key: `c-${row.id}`, row, at: row.opened_at }]
  let before: { at: number; sender: string } = { at: row.opened_at, sender: '' }
  for (const entry of inTime(messages, notes)) {
    const at = timeOf(entry)
    if (!sameDay(at, before.at)) items.push({ kind: 'day', key: `d-${row.id}-${at}`, at })
    const sender = senderOf(entry)
    const leads = sender !== before.sender || at - before.at > togetherMs
    items.push(itemOf(entry, leads))
    before = { at, sender }
  }
  return items
}

type Entry = MessageView | NoteView
const isNote = (entry: Entry): entry is NoteView => 'author_id' in entry
const timeOf = (entry: Entry) => (isNote(entry) ? entry.created_at : entry.sent_at)
const senderOf = (entry: Entry) =>
  isNote(entry) ? 'note' : `${entry.sender_kind} ${entry.sender_id ?? ''}`

/** Messages keep their seq order; a note goes before the first message that is younger. */
function inTime(messages: readonly MessageView[], notes: readonly NoteView[]): Entry[] {
  const waiting = [...notes].sort((one, other) => one.seq - other.seq)
  const entries: Entry[] = []
  for (const message of messages) {
    while (waiting[0] && waiting[0].created_at < message.sent_at)
      entries.push(waiting.shift() as NoteView)
    entries.push(message)
  }
  return [...entries, ...waiting]
}

function itemOf(entry: Entry, leads: boolean): ThreadItem {
  if (isNote(entry)) return { kind: 'note', key: `n-${entry.id}`, note: entry }
  const key = `m-${entry.id}`
  const line =
    entry.recalled_at !== null ||
    entry.content_type === 'event' ||
    entry.content_type === 'recalled'
  if (line) return { kind: 'event', key, message: entry }
  return { kind: 'message', key, message: entry, leads, own: entry.sender_kind !== 'customer' }
}

/** The last message the customer has read gets the mark; who wrote after it has read it too. */
export function lastReadSeq(messages: readonly MessageView[], customerReadSeq: number): number {
  const spoke = messages.findLast((message) => message.sender_kind === 'customer')?.seq ?? 0
  const read = Math.max(customerReadSeq, spoke)
  return messages.findLast((one) => one.seq <= read && one.sender_kind !== 'customer')?.seq ?? 0
}
