import { describe, expect, test } from 'vitest'
import { fitted, refusedPart, rowsOfTree, treeOfRows } from '@/knowledge/conditions'

const tier = { field: 'customer.tier', op: '>=', value: 3 }
const paid = { field: 'order.status', op: 'in', value: ['paid', 'shipped'] }
const city = { field: 'customer.城市', op: '=', value: '杭州' }

describe('a tree that rows can show', () => {
  test.each([{ all: [tier, paid] }, { any: [city] }, null])('comes back as it was: %j', (tree) => {
    const rows = rowsOfTree(tree)
    expect(rows && treeOfRows(rows)).toEqual(tree)
  })

  test('is also a single comparison', () => {
    expect(rowsOfTree(tier)).toEqual({ join: 'all', rows: [tier] })
  })
})

test.each([
  { no: tier },
  { all: [tier, { any: [paid, city] }] },
  { all: [tier], any: [city] },
  { all: [{ field: 'weather', op: '=', value: 'rain' }] },
  { all: [{ ...tier, value: '3' }] },
  { all: [{ ...city, op: 'like' }] },
  { all: [{ ...city, value: 7 }] },
  { something: 'else' },
])('what rows would change is not shown as rows: %j', (tree) => {
  expect(rowsOfTree(tree)).toBeNull()
})

describe('a changed row', () => {
  test('keeps a value that still fits', () => {
    expect(fitted({ ...tier, op: '<' })).toEqual({ ...tier, op: '<' })
  })

  test('empties a value of another sort, so that nothing wrong is saved by mistake', () => {
    expect(fitted({ ...tier, field: 'customer.language' })).toEqual({
      field: 'customer.language',
      op: '=',
      value: null,
    })
    expect(fitted({ ...tier, op: 'in' })).toEqual({ ...tier, op: 'in', value: [] })
  })

  test('asks for existence with yes or no', () => {
    expect(fitted({ ...city, op: 'exists' })).toEqual({ ...city, op: 'exists', value: true })
  })
})

test('a refusal stands beside the row it is about', () => {
  const errors = [{ field: 'conditions.all.1.value', code: 'knowledge.condition_value' }]
  expect(refusedPart(errors, 1)).toBe('knowledge.condition_value')
  expect(refusedPart(errors, 0)).toBeUndefined()
  expect(refusedPart(errors, 11)).toBeUndefined()
})
