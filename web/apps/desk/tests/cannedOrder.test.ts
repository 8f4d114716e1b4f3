import { expect, test } from 'vitest'
import { fitting } from '@/merchant/cannedOrder'

const replies = [
  { id: 'a', shortcut: 'bf', title: '补发', text: '已为您补发，今天寄出。' },
  { id: 'b', shortcut: 'bq', title: '道歉', text: '给您添麻烦了，对不起。' },
  { id: 'c', shortcut: 'hi', title: 'Greeting', text: 'Hello' },
]
const ids = (typed: string, used: string[] = []) =>
  fitting(replies, typed, used).map((reply) => reply.id)

test('all are offered before anything is typed, lately used ones first', () => {
  expect(ids('')).toEqual(['a', 'b', 'c'])
  expect(ids('', ['c', 'b'])).toEqual(['c', 'b', 'a'])
})

test('what is typed narrows them by shortcut, title or text', () => {
  expect([ids('补'), ids('/bq'), ids('hello'), ids('没有')]).toEqual([['a'], ['b'], ['c'], []])
})

test('who writes an own answer is not disturbed', () => {
  expect(ids('已为您补发，今天寄出。请您留意')).toEqual([])
})
