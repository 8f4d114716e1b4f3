import { beforeEach, describe, expect, test, vi } from 'vitest'
import { Chime } from '@/bell/chime'
import { claim } from '@/bell/claim'
import { Doorbell } from '@/bell/doorbell'
import { ring, type Surroundings } from '@/bell/ringing'
import { message, row } from './making'

const given = (part = {}) => row({ agent_id: 'me', leg_accepted: false, last_seq: 4, ...part })
const said = (seq: number, part = {}) => ({ message: message(seq, part), agent_id: 'me' })

describe('the doorbell', () => {
  let doorbell: Doorbell
  beforeEach(() => {
    doorbell = new Doorbell(() => 'me')
    doorbell.catchUp([])
  })

  test('rings once for a conversation that is given to me, however often its row changes', () => {
    expect(doorbell.given(given())?.kind).toBe('assigned')
    expect(doorbell.given(given({ last_seq: 5 }))).toBeNull()
    expect(doorbell.given(given({ leg_accepted: true }))).toBeNull()
  })

  test('rings again when it left me and comes back', () => {
    doorbell.given(given())
    doorbell.given(row({ agent_id: 'other' }))
    expect(doorbell.given(given({ last_seq: 9 }))?.key).toBe('a c1 9')
  })

  test('is silent for what I took myself, for what others have and for what is over', () => {
    expect(doorbell.given(row({ agent_id: 'me', leg_accepted: true }))).toBeNull()
    expect(doorbell.given(given({ agent_id: 'other', id: 'c2' }))).toBeNull()
    expect(doorbell.given(given({ status: 'closed', id: 'c3' }))).toBeNull()
  })

  test('is silent for what lay there when the desk was opened, but not for what came meanwhile', () => {
    const late = new Doorbell(() => 'me')
    expect(late.given(given())).toBeNull()
    expect(late.catchUp([given(), given({ id: 'c2' })])).toEqual([])
    expect(late.catchUp([given(), given({ id: 'c3' })]).map((one) => one.conversationId)).toEqual([
      'c3',
    ])
  })

  test('rings for a customer’s word in a conversation that is not in front', () => {
    expect(doorbell.said(said(1), 'another')?.kind).toBe('message')
    expect(doorbell.said(said(2), undefined)?.kind).toBe('message')
    expect(doorbell.said(said(3), 'c1')).toBeNull()
  })

  test('rings for no word twice, for none of mine and none of a colleague’s customers', () => {
    doorbell.said(said(1), undefined)
    expect(doorbell.said(said(1), undefined)).toBeNull()
    expect(doorbell.said(said(2, { sender_kind: 'agent', sender_id: 'me' }), undefined)).toBeNull()
    expect(doorbell.said(said(3, { sender_kind: 'bot_auto' }), undefined)).toBeNull()
    expect(doorbell.said({ ...said(4), agent_id: 'other' }, undefined)).toBeNull()
  })
})

describe('a ring', () => {
  const news = { kind: 'assigned', key: 'a c1 4', conversationId: 'c1', row: given() } as const
  const play = vi.fn<Surroundings['chime']['play']>(() => true)
  const notify = vi.fn<Surroundings['notify']>()
  beforeEach(() => vi.clearAllMocks())

  function around(part: Partial<Surroundings> = {}): Surroundings {
    const rung = new Set<string>()
    return {
      soundOn: () => true,
      chime: { ready: true, play },
      hidden: () => true,
      mayNotify: () => true,
      notify,
      claim: (key) => rung.size < rung.add(key).size,
      ...part,
    }
  }

  test('sounds, and notifies who looks elsewhere, once', () => {
    const here = around()
    ring(news, here)
    ring(news, here)
    expect([play.mock.calls, notify.mock.calls]).toEqual([[['assigned']], [[news.row, 'a c1 4']]])
  })

  test.each([{ hidden: () => false }, { mayNotify: () => false }])(
    'does not notify who looks at the desk or never allowed it',
    (part) => {
      ring(news, around(part))
      expect([play.mock.calls.length, notify.mock.calls.length]).toEqual([1, 0])
    },
  )

  test('is silent when switched off, and leaves the sound to a tab that may make it', () => {
    const locked = around({ chime: { ready: false, play } })
    ring(news, around({ soundOn: () => false }))
    ring(news, locked)
    expect(play).not.toHaveBeenCalled()
    expect(locked.claim('sound a c1 4')).toBe(true)
  })

  test('is claimed by one tab, and storage that fails does not swallow it', () => {
    const shelf = new Map<string, string>()
    const storage = {
      getItem: (key: string) => shelf.get(key) ?? null,
      setItem: (key: string, value: string) => shelf.set(key, value),
    }
    expect([claim('x', storage), claim('x', storage), claim('y', storage)]).toEqual([
      true,
      false,
      true,
    ])
    const broken = { ...storage, getItem: () => '{' }
    expect(claim('x', broken)).toBe(true)
  })
})

describe('the chime', () => {
  function instrument() {
    const started: number[] = []
    const gain = { setValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() }
    const context = {
      state: 'suspended',
      currentTime: 0,
      destination: {},
      resume: () => {
        context.state = 'running'
        return Promise.resolve()
      },
      createGain: () => ({ gain, connect: vi.fn() }),
      createOscillator: () => ({
        frequency: { value: 0 },
        connect: <T>(next: T) => next,
        start: (at: number) => started.push(at),
        stop: vi.fn(),
      }),
    }
    return { chime: new Chime(() => context as unknown as AudioContext), started }
  }

  test('keeps still until somebody touched the page', () => {
    const { chime, started } = instrument()
    expect(chime.play('assigned')).toBe(false)
    chime.unlock()
    expect(chime.play('assigned')).toBe(true)
    expect(started).toHaveLength(2)
  })

  test('makes one sound of many that come at once', () => {
    const { chime } = instrument()
    chime.unlock()
    expect([0, 300, 1300].map((at) => chime.play('message', at))).toEqual([true, false, true])
  })
})
