import { describe, expect, it } from 'vitest'
import type { MessageView } from '@yingda/api'
import { nobodyIsThere, personWith, servedBy } from '../src/frame/state/serving'
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
    expect(servedBy(talk({ stage: 'leave_message' }))).toBe('chat.left')
    expect(servedBy(null)).toBe('chat.with_bot')
  })
})

describe('the queue', () => {
  const told = (...codes: string[]) =>
    codes.map((code) => ({ content_type: 'event', content: { code } }) as unknown as MessageView)

  it('does not promise a place while nobody is on duty', () => {
    expect(nobodyIsThere(told('queued', 'nobody_on_duty'))).toBe(true)
    expect(nobodyIsThere(told('queued', 'nobody_on_duty', 'agent_joined', 'requeued'))).toBe(false)
    expect(nobodyIsThere(told('queued'))).toBe(false)
  })
})
