import type { ConversationRow } from '@yingda/api'
import { describe, expect, test } from 'vitest'
import {
  belongsTo,
  inOrder,
  neighbour,
  newerOf,
  waitsSince,
  type Viewer,
} from '@/conversations/rows'
import { row } from './making'

const me: Viewer = { id: 'me', groupIds: ['sales'], leads: false, ofShop: false }
const lead: Viewer = { ...me, id: 'lead', leads: true }
const shop: Viewer = { ...me, groupIds: [], ofShop: true }
const ids = (rows: ConversationRow[]) => rows.map((one) => one.id)

describe('a conversation stands in', () => {
  test('“to answer” while its customer waits for me', () => {
    expect(belongsTo(row({ agent_id: 'me', waiting_since: 5 }), 'unanswered', me)).toBe(true)
    expect(belongsTo(row({ agent_id: 'me', waiting_since: null }), 'unanswered', me)).toBe(false)
    expect(belongsTo(row({ agent_id: 'me', leg_accepted: false }), 'unanswered', me)).toBe(true)
    expect(belongsTo(row({ agent_id: 'other', waiting_since: 5 }), 'unanswered', me)).toBe(false)
  })

  test('“mine” as long as it is open with me', () => {
    expect(belongsTo(row({ agent_id: 'me' }), 'mine', me)).toBe(true)
    expect(belongsTo(row({ agent_id: 'me', status: 'closed' }), 'mine', me)).toBe(false)
  })

  test('the queue of my groups only, unless I lead', () => {
    const foreign = row({ stage: 'queue', group_id: 'aftersales' })
    expect(belongsTo(row({ stage: 'queue', group_id: 'sales' }), 'queue', me)).toBe(true)
    expect(belongsTo(foreign, 'queue', me)).toBe(false)
    expect(belongsTo(foreign, 'queue', lead)).toBe(true)
  })

  test('“ended” for who had it, and for leads', () => {
    const ended = row({ status: 'closed', agent_id: 'me' })
    expect([me, lead, { ...me, id: 'x' }].map((who) => belongsTo(ended, 'ended', who))).toEqual([
      true,
      true,
      false,
    ])
  })
})

describe('for the staff of a shop a conversation stands in', () => {
  const given = row({ agent_id: 'me', leg_accepted: false })
  const asked = row({ agent_id: 'me', waiting_since: 5 })
  const queued = row({ stage: 'queue', group_id: 'sales' })
  const answered = row({ agent_id: 'me' })
  const anothers = row({ agent_id: 'other', waiting_since: 5 })
  const over = row({ agent_id: 'me', status: 'closed' })
  const tabsOf = (one: ConversationRow) =>
    (['answer', 'waiting', 'done'] as const).filter((tab) => belongsTo(one, tab, shop))

  test('“to answer” while anybody waits for them or for the whole shop', () => {
    expect([given, asked, queued].map(tabsOf)).toEqual([['answer'], ['answer'], ['answer']])
  })

  test('“waiting” once it was answered, and “done” when it is over', () => {
    expect([answered, over].map(tabsOf)).toEqual([['waiting'], ['done']])
  })

  test('no tab while a colleague has it', () => expect(tabsOf(anothers)).toEqual([]))
})

test('who waits comes first: by priority, then by the longer wait', () => {
  const rows = [
    row({ id: 'quiet', last_message_at: 900 }),
    row({ id: 'short', waiting_since: 500 }),
    row({ id: 'long', waiting_since: 100 }),
    row({ id: 'vip', waiting_since: 600, priority: 4 }),
  ]
  expect(ids(inOrder(rows, 'mine'))).toEqual(['vip', 'long', 'short', 'quiet'])
})

test('a wait is for a person, for acceptance, or for an answer', () => {
  expect(waitsSince(row({ stage: 'queue', queued_at: 3, waiting_since: 9 }))).toBe(3)
  expect(waitsSince(row({ leg_accepted: false, queued_at: 3 }))).toBe(3)
  expect(waitsSince(row({ queued_at: 3, waiting_since: 9 }))).toBe(9)
  expect(waitsSince(row({ queued_at: 3 }))).toBeNull()
  expect(waitsSince(row({ status: 'closed', waiting_since: 9 }))).toBeNull()
})

test('what ended last comes first', () => {
  const rows = [row({ id: 'old', closed_at: 1 }), row({ id: 'new', closed_at: 2 })]
  expect(ids(inOrder(rows, 'ended'))).toEqual(['new', 'old'])
})

test('a read that is older than what was pushed changes nothing', () => {
  const pushed = row({ last_seq: 7 })
  expect(newerOf(pushed, row({ last_seq: 6 }))).toBe(pushed)
  expect(newerOf(pushed, row({ last_seq: 7, unread: 0 }))).not.toBe(pushed)
})

test('J and K stop at the ends and start at the top', () => {
  const rows = [row({ id: 'a' }), row({ id: 'b' })]
  expect(neighbour(rows, undefined, 1)?.id).toBe('a')
  expect(neighbour(rows, 'a', 1)?.id).toBe('b')
  expect(neighbour(rows, 'b', 1)?.id).toBe('b')
  expect(neighbour([], 'b', 1)).toBeUndefined()
})
