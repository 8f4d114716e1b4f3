import { expect, test } from 'vitest'
import { countdownOf } from '@/merchant/countdown'

test.each([
  [0, { face: '3:00', late: false, alarm: 'calm' }],
  [98, { face: '1:22', late: false, alarm: 'calm' }],
  [99, { face: '1:21', late: false, alarm: 'soon' }],
  [180, { face: '0:00', late: true, alarm: 'late' }],
  [3_790, { face: '1:00:10', late: true, alarm: 'late' }],
])('after %d seconds of three minutes the clock says', (waited, said) => {
  expect(countdownOf(1_000, 180, 1_000 + waited * 1000)).toEqual(said)
})

test('a server whose clock is ahead does not give more than the target', () => {
  expect(countdownOf(9_000, 180, 1_000).face).toBe('3:00')
})
