import type { CustomerView, MergeView } from '@yingda/api'
import { expect, test } from 'vitest'
import { candidates, mergedInto, standingMerges, whatMoves } from '@/customers/merging'

const row = (id: string, merchant_id = 'm1') => ({
  id,
  merchant_id,
  name: id,
  tier: 0,
  language: 'zh-CN',
  created_at: 0,
  blocked: false,
})
const customer = (part: Partial<CustomerView> = {}): CustomerView => ({
  ...row('a'),
  traits: {},
  identities: [],
  conversation_count: 0,
  merged_into_id: null,
  merges: [],
  ...part,
})
const merge = (id: string, kept: string, merged: string, undone_at: number | null = null) => ({
  id,
  kept_id: kept,
  kept_name: kept,
  merged_id: merged,
  merged_name: merged,
  at: 0,
  undone_at,
})

test('what was split again no longer stands; the latest merge comes first', () => {
  const merges: MergeView[] = [merge('1', 'a', 'b'), merge('2', 'a', 'c', 5), merge('3', 'a', 'd')]
  expect(standingMerges(customer({ merges })).map((one) => one.id)).toEqual(['3', '1'])
})

test('a customer that went over says where it lives on', () => {
  const merges = [merge('1', 'a', 'b'), merge('2', 'k', 'a')]
  expect(mergedInto(customer({ merges }))?.kept_id).toBe('k')
  expect(mergedInto(customer({ merges: [merge('2', 'k', 'a', 9)] }))).toBeUndefined()
})

test('only others of the same shop can be the same person', () => {
  const found = [row('a'), row('b'), row('c', 'm2')]
  expect(candidates(found, customer()).map((one) => one.id)).toEqual(['b'])
})

test('what goes over is counted', () => {
  const other = customer({
    identities: [{ id: 'i', kind: 'email', value: 'x@example.com', verified: true }],
    conversation_count: 2,
  })
  expect(whatMoves(other, 3)).toEqual({ identities: 1, conversations: 2, orders: 3 })
})
