import { expect, test } from 'vitest'
import { lastReadSeq, threadItems } from '@/conversations/threadItems'
import { message, note, row } from './making'

const shown = { row: row(), messages: [], notes: [], drafts: [], earlier: [] }
const agent = { sender_kind: 'agent_human', sender_id: 'a1' } as const

test('a note stands before the first message that is younger', () => {
  const items = threadItems({
    ...shown,
    messages: [message(1), message(3)],
    notes: [note(1, 2000)],
  })
  expect(items.map((item) => item.key)).toEqual(['c-c1', 'm-id1', 'n-note1', 'm-id3'])
})

test('messages keep the order of their seq even when clocks disagree', () => {
  const items = threadItems({ ...shown, messages: [message(1, { sent_at: 9000 }), message(2)] })
  expect(items.map((item) => item.key)).toEqual(['c-c1', 'm-id1', 'm-id2'])
})

test('one name stands over messages that belong together', () => {
  const messages = [
    message(1),
    message(2),
    message(3, agent),
    message(4, { ...agent, sent_at: 3_000 + 4 * 60_000 }),
  ]
  const items = threadItems({ ...shown, messages })
  expect(items.flatMap((item) => (item.kind === 'message' ? [item.leads] : []))).toEqual([
    true,
    false,
    true,
    true,
  ])
})

test('what was recalled and what the system says are lines, not bubbles', () => {
  const messages = [
    message(1, { recalled_at: 5 }),
    message(2, { sender_kind: 'system', content_type: 'event', content: { code: 'queued' } }),
  ]
  expect(threadItems({ ...shown, messages }).map((item) => item.kind)).toEqual([
    'separator',
    'event',
    'event',
  ])
})

test('earlier conversations of the thread come first, oldest on top', () => {
  const part = (id: string, opened_at: number) => ({
    conversation: row({ id, opened_at }),
    messages: [],
  })
  const items = threadItems({ ...shown, earlier: [part('b', 20), part('a', 10)] })
  expect(items.map((item) => item.key)).toEqual(['c-a', 'c-b', 'c-c1'])
})

test('what is being sent stands at the end', () => {
  const draft = {
    key: 'k1',
    body: { content_type: 'text', text: 'hi' },
    at: 1,
    state: 'waiting',
    problem: null,
  } as const
  const items = threadItems({ ...shown, messages: [message(1)], drafts: [draft] })
  expect(items.at(-1)).toMatchObject({ kind: 'draft', key: 'k1' })
})

test('only the last of our messages the customer has read gets the mark', () => {
  const messages = [message(1, agent), message(2), message(3, agent), message(4, agent)]
  expect(lastReadSeq(messages, 3)).toBe(3)
  expect(lastReadSeq(messages, 2)).toBe(1)
  // The customer's own words at 2 tell that 1 was read.
  expect(lastReadSeq(messages, 0)).toBe(1)
  expect(lastReadSeq([message(1, agent)], 0)).toBe(0)
})
