import { expect, test } from 'vitest'
import { fillIn, holesIn } from '@/conversations/composer/variables'
import { wordAt } from '@/conversations/composer/wordAt'
import { draftOf, formOf, validityOf } from '@/knowledge/entryDraft'

test.each([
  ['/fa', 3, '/', 'fa'],
  ['hello /', 7, '/', ''],
  ['https://a', 9, '/', null],
  ['/fa huo', 7, '/', null],
  ['请 @陈', 4, '@', '陈'],
  ['plain', 5, '@', null],
] as const)('in “%s” at %d, %s asks for %s', (text, caret, sign, query) => {
  expect(wordAt(text, caret, sign)?.query ?? null).toBe(query)
})

test('a canned reply is filled in; what is not known stays to be seen', () => {
  expect(fillIn('{customer_name}, {order_no}', { customer_name: 'Li', order_no: '' })).toBe(
    'Li, {order_no}',
  )
})

test('a hole brings its own words for when nothing is known', () => {
  const reply = 'It arrives {eta|within a week}.'
  expect(fillIn(reply, {})).toBe('It arrives within a week.')
  expect(fillIn(reply, { eta: 'Wed 25 Nov' })).toBe('It arrives Wed 25 Nov.')
})

test('only what was left open in a canned reply is a hole', () => {
  expect(holesIn('Order {order_no}, {shop_name}')).toEqual(['{order_no}', '{shop_name}'])
  expect(holesIn('Write {like this} or {this}')).toEqual([])
})

test('an article goes to the server without empty similar questions', () => {
  const draft = draftOf({ ...formOf(undefined), question: ' q ', similar: ['a ', ' '] })
  expect(draft).toMatchObject({ question: 'q', similar: ['a'], valid_from: null })
})

test('an article counts from its first day to its last', () => {
  const entry = { valid_from: 10, valid_until: 20 }
  expect([5, 15, 25].map((now) => validityOf(entry, now))).toEqual(['later', 'now', 'over'])
})
