import type { ConversationRow } from '@yingda/api'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import { useQueue } from '@/conversations/queue'
import { useAnswer } from '@/merchant/answering'
import { row } from './making'

const { take, list, put, showProblem } = vi.hoisted(() => ({
  take: vi.fn<(id: string) => Promise<ConversationRow>>(),
  list: vi.fn(() => Promise.resolve({ items: [], next: null })),
  put: vi.fn(),
  showProblem: vi.fn(),
}))
vi.mock('@/http', () => ({ api: { conversations: { take, list } } }))
vi.mock('@/problems', () => ({ showProblem }))
vi.mock('@/conversations/outgoing', () => ({ lineFor: () => ({ outbox: { put } }) }))
vi.mock('@/session', () => ({
  useSession: () => ({ role: 'merchant_staff', leads: false, staff: { id: 'me', group_ids: [] } }),
}))

beforeEach(() => {
  setActivePinia(createPinia())
  vi.clearAllMocks()
})

test('my own customer is answered without another step', async () => {
  const { answer } = useAnswer(() => row({ agent_id: 'me' }))
  expect(await answer('  好的  ')).toBe(true)
  expect(take).not.toHaveBeenCalled()
  expect(put).toHaveBeenCalledWith({ content_type: 'text', text: '好的' })
})

test('whom nobody has is taken by the answer', async () => {
  take.mockResolvedValue(row({ agent_id: 'me' }))
  const queued = row({ stage: 'queue', queued_at: 1 })
  expect(await useAnswer(() => queued).answer('您好')).toBe(true)
  expect([take.mock.calls, put.mock.calls.length]).toEqual([[['c1']], 1])
  expect(useQueue().counts.waiting).toBe('1')
})

test('nothing is sent where a colleague was faster, and the reason is shown', async () => {
  take.mockRejectedValue(new Error('taken'))
  expect(await useAnswer(() => row({ stage: 'queue' })).answer('您好')).toBe(false)
  expect(put).not.toHaveBeenCalled()
  expect(showProblem).toHaveBeenCalledOnce()
})

test('an empty answer is none', async () => {
  expect(await useAnswer(() => row({ agent_id: 'me' })).answer('  ')).toBe(false)
  expect(put).not.toHaveBeenCalled()
})
