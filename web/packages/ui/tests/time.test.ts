import { expect, test } from 'vitest'
import { alarmOf } from '../src/waiting'
import { clockFace, sayAgo, sayDuration } from '../src/time'

const say = (key: string, params: Record<string, unknown> = {}) =>
  `${key.replace('time.', '')}(${Object.values(params).join(',')})`

test.each([
  [0, 'seconds(0)'],
  [59.4, 'seconds(59)'],
  [200, 'minutesSeconds(3,20)'],
  [180, 'minutes(3,0)'],
  [3_900, 'hoursMinutes(1,5)'],
  [90_000, 'days(1)'],
])('a duration of %d seconds is said in its two largest units', (seconds, said) => {
  expect(sayDuration(seconds, say)).toBe(said)
})

test('a waiting clock shows minutes and seconds, then hours', () => {
  expect([clockFace(7), clockFace(125), clockFace(3_725)]).toEqual(['0:07', '2:05', '1:02:05'])
})

test('a young moment is relative, an old one a date', () => {
  const now = new Date('2026-11-21T12:00:00').getTime()
  expect(sayAgo(now - 30_000, now, say, 'en')).toBe('justNow()')
  expect(sayAgo(now - 300_000, now, say, 'en')).toBe('minutesAgo(5)')
  expect(sayAgo(now - 86_400_000, now, say, 'en')).toBe('yesterday()')
  expect(sayAgo(now - 20 * 86_400_000, now, say, 'en')).toBe('11/1')
})

test('the clock turns amber at 55 % of the target and red at all of it', () => {
  expect([98, 99, 179, 180].map((waited) => alarmOf(waited, 180))).toEqual([
    'calm',
    'soon',
    'soon',
    'late',
  ])
})
