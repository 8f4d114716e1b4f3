import { expect, test } from 'vitest'
import { countKinds, openOf, whoWaits } from '@/insight/nowRows'
import { servingSeats } from '@/wall/seats'
import type { SeatView } from '@yingda/api'
import { row } from './making'

const rows = [
  row({ id: 'left', stage: 'leave_message', queued_at: 1 }),
  row({ id: 'asked', agent_id: 'a', waiting_since: 50 }),
  row({ id: 'given', agent_id: 'a', leg_accepted: false, queued_at: 70 }),
  row({ id: 'queued', stage: 'queue', queued_at: 20 }),
  row({ id: 'answered', agent_id: 'a', last_message_at: 90 }),
  row({ id: 'bot', stage: 'bot', waiting_since: 5 }),
  row({ id: 'over', status: 'closed', agent_id: 'a', waiting_since: 5 }),
  row({ id: 'elsewhere', merchant_id: 'm2', stage: 'queue', queued_at: 1 }),
]

test('the longest wait for a person comes first, messages that were left come last', () => {
  expect(whoWaits(rows, 'm1').map((one) => one.row.id)).toEqual([
    'queued',
    'asked',
    'given',
    'left',
  ])
})

test('who waits is counted by what they wait for', () => {
  expect(countKinds(whoWaits(rows, 'm1'))).toEqual({ queue: 1, answer: 2, message: 1 })
})

test('a person’s open conversations begin with whom they owe an answer', () => {
  expect(openOf(rows, 'a').map((one) => one.id)).toEqual(['asked', 'given', 'answered'])
})

test('who can take somebody stands first, and who never serves does not stand there', () => {
  const seat = (staff_id: string, part: Partial<SeatView>): SeatView => ({
    staff_id,
    name: staff_id,
    role: 'agent',
    presence: 'available',
    presence_since: 0,
    load: 0,
    capacity: 5,
    group_ids: ['g'],
    ...part,
  })
  const seats = [
    seat('away', { presence: 'offline' }),
    seat('owner', { presence: 'offline', group_ids: [] }),
    seat('idle', {}),
    seat('full', { load: 5 }),
    seat('busy', { presence: 'busy' }),
  ]
  expect(servingSeats(seats).map((one) => one.staff_id)).toEqual(['full', 'idle', 'busy', 'away'])
})
