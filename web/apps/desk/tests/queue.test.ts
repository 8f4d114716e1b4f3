import type { Page, ConversationRow } from '@yingda/api'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import { useQueue } from '@/conversations/queue'
import { row } from './making'

const session = vi.hoisted(() => ({
  role: 'agent',
  leads: false,
  staff: { id: 'me', group_ids: ['sales'] },
}))
const list = vi.hoisted(() => vi.fn<() => Promise<Page<ConversationRow>>>())
vi.mock('@/http', () => ({ api: { conversations: { list } } }))
vi.mock('@/session', () => ({
  useSession: () => session,
}))

const mine = (part: Partial<ConversationRow>) => row({ agent_id: 'me', ...part })
const page = (...items: ConversationRow[]) => ({ items, next: null })

beforeEach(() => {
  setActivePinia(createPinia())
  list.mockReset()
})

test('a pushed row moves from tab to tab by itself', () => {
  const queue = useQueue()
  queue.put(row({ id: 'a', stage: 'queue', group_id: 'sales', last_seq: 2 }))
  expect(queue.counts).toMatchObject({ queue: '1', mine: '' })
  queue.put(mine({ id: 'a', waiting_since: 1, last_seq: 3 }))
  expect(queue.counts).toMatchObject({ queue: '', mine: '1', unanswered: '1' })
  queue.put(mine({ id: 'a', waiting_since: null, last_seq: 4 }))
  expect(queue.counts).toMatchObject({ mine: '1', unanswered: '' })
})

test('a slow read does not undo what was pushed meanwhile', async () => {
  const queue = useQueue()
  list.mockResolvedValue(page(mine({ id: 'a', waiting_since: 1, last_seq: 3 })))
  const reading = queue.load('mine')
  queue.put(mine({ id: 'a', waiting_since: null, last_seq: 4 }))
  await reading
  expect(queue.counts.unanswered).toBe('')
})

test('what left a tab while nobody listened is forgotten by the next whole read', async () => {
  const queue = useQueue()
  queue.put(mine({ id: 'gone' }))
  list.mockResolvedValue(page(mine({ id: 'here' })))
  await queue.load('mine')
  expect([...queue.rows.keys()]).toEqual(['here'])
})

test('a tab that could not be read says so, and keeps its rows once it had them', async () => {
  const queue = useQueue()
  list.mockRejectedValueOnce(new Error('down'))
  await queue.load('mine')
  expect(queue.tabs.mine.state).toBe('failed')
  list.mockResolvedValueOnce(page(mine({ id: 'a' })))
  await queue.load('mine')
  list.mockRejectedValueOnce(new Error('down'))
  await queue.load('mine')
  expect([queue.tabs.mine.state, queue.counts.mine]).toEqual(['ready', '1'])
})

test('the number of a tab has a plus where the server has more', async () => {
  const queue = useQueue()
  list.mockResolvedValue({ items: [mine({ id: 'a' })], next: 'cursor' })
  await queue.load('mine')
  expect(queue.counts.mine).toBe('1+')
})

test('what one person read is gone for who signs in next', async () => {
  const queue = useQueue()
  list.mockResolvedValue(page(mine({ id: 'a' })))
  await queue.load('mine')
  queue.tab = 'mine'
  queue.forget()
  expect([queue.rows.size, queue.tabs.mine.state, queue.tab]).toEqual([0, 'new', 'unanswered'])
})

test('the staff of a shop have three tabs over the server’s five', async () => {
  session.role = 'merchant_staff'
  const queue = useQueue()
  list.mockResolvedValue({ items: [mine({ id: 'a', waiting_since: 1 })], next: 'cursor' })
  expect([queue.offered, queue.tab]).toEqual([['answer', 'waiting', 'done'], 'answer'])
  await queue.loadAll()
  expect(list.mock.calls.map((asked) => asked[0 as never])).toEqual([
    'unanswered',
    'mine',
    'queue',
    'ended',
  ])
  expect([queue.counts.answer, queue.stateOf('answer').state]).toEqual(['1+', 'ready'])
  session.role = 'agent'
})

test('a tab of a shop fails when any of what it is made of could not be read', async () => {
  session.role = 'merchant_staff'
  const queue = useQueue()
  list.mockResolvedValue(page())
  list.mockRejectedValueOnce(new Error('down'))
  await queue.loadAll()
  expect([queue.stateOf('answer').state, queue.stateOf('waiting').state]).toEqual([
    'failed',
    'ready',
  ])
  session.role = 'agent'
})
