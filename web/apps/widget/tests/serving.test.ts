import { describe, expect, it } from 'vitest'
import { personWith, servedBy } from '../src/frame/state/serving'
import type { VisitorConversation } from '../src/frame/state/shapes'

const talk = (changed: Partial<VisitorConversation>): VisitorConversation => ({
  id: 'c',
  status: 'open',
  stage: 'human',
  agent_name: '陈晓',
  agent_joined: false,
  queue: null,
  customer_read_seq: 0,
  staff_read_seq: 0,
  last_seq: 0,
  opened_at: 0,
  ...changed,
})

describe('the header', () => {
  it('does not say that somebody serves who has not opened the conversation', () => {
    expect(personWith(talk({}))).toBe('陈晓')
    expect(servedBy(talk({}))).toBe('chat.found_person')
    expect(servedBy(talk({ agent_joined: true }))).toBe('chat.with_person')
  })

  it('names nobody before and after', () => {
    for (const stage of ['bot', 'queue', 'leave_message'] as const) {
      expect(personWith(talk({ stage }))).toBeNull()
    }
    const over = talk({ status: 'closed', stage: 'ended', agent_joined: true })
    expect(personWith(over)).toBeNull()
    expect(servedBy(over)).toBe('chat.ended')
    expect(servedBy(talk({ stage: 'queue' }))).toBe('chat.waiting')
    expect(servedBy(null)).toBe('chat.with_bot')
  })
})
