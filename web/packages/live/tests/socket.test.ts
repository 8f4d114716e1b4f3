import { beforeEach, describe, expect, it } from 'vitest'
import { follow } from '../src/follow'
import { LiveSocket, type LiveSocketOptions, type SocketState } from '../src/socket'
import { Timeline } from '../src/timeline'
import { settle } from './world'

class Wire {
  readyState = 1
  sent: Record<string, unknown>[] = []
  onopen: () => void = () => undefined
  onmessage: (event: { data: unknown }) => void = () => undefined
  onclose: (event: { code: number }) => void = () => undefined
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }
  close() {
    this.readyState = 3
  }
  hear(frame: Record<string, unknown>) {
    this.onmessage({ data: JSON.stringify(frame) })
  }
}

let wires: Wire[]
let waits: { milliseconds: number; run: () => void }[]
const last = () => wires[wires.length - 1] as Wire

function socket(options: Partial<LiveSocketOptions> = {}): LiveSocket {
  const made = new LiveSocket({
    url: 'ws://shop/api/live',
    connect: () => {
      wires.push(new Wire())
      return last() as unknown as WebSocket
    },
    later: (milliseconds, run) => {
      const wait = { milliseconds, run }
      waits.push(wait)
      return () => {
        waits = waits.filter((one) => one !== wait)
      }
    },
    random: () => 1,
    ...options,
  })
  made.open()
  return made
}

function welcome(epoch = 'e') {
  last().onopen()
  last().hear({ type: 'welcome', epoch, topics: [] })
}

describe('a live socket', () => {
  beforeEach(() => {
    wires = []
    waits = []
  })

  it('says hello with the token and asks for its topics after the welcome', () => {
    const live = socket({ token: () => 'abc' })
    live.subscribe('conversation:1')
    welcome()
    expect(last().sent).toEqual([
      { type: 'hello', token: 'abc' },
      { type: 'subscribe', topics: ['conversation:1'] },
    ])
    expect(live.state).toBe('open')
  })

  it('says at its return which epoch it knew', () => {
    socket()
    welcome('e')
    last().onclose({ code: 1006 })
    waits[0]?.run()
    last().onopen()
    expect(last().sent[0]).toEqual({ type: 'hello', epoch: 'e' })
  })

  it('counts topics: the wire hears of the first and the last listener only', () => {
    const live = socket()
    welcome()
    const leaveOne = live.subscribe('a')
    const leaveOther = live.subscribe('a')
    leaveOne()
    leaveOne()
    leaveOther()
    expect(last().sent.slice(1)).toEqual([
      { type: 'subscribe', topics: ['a'] },
      { type: 'unsubscribe', topics: ['a'] },
    ])
  })

  it('pings a silent wire, and leaves it when even the ping is not answered', () => {
    const live = socket()
    welcome()
    waits[0]?.run()
    expect(last().sent.at(-1)).toEqual({ type: 'ping' })
    waits[0]?.run()
    expect(live.state).toBe('waiting')
    waits[0]?.run()
    expect(wires).toHaveLength(2)
  })

  it('waits longer each time and tries at once when somebody looks', () => {
    const live = socket()
    const seen = [0, 1, 2].map(() => {
      last().onclose({ code: 1006 })
      const { milliseconds, run } = waits[0] as (typeof waits)[0]
      run()
      return milliseconds
    })
    expect(seen).toEqual([500, 1000, 2000])
    last().onclose({ code: 1006 })
    live.wake()
    expect(wires).toHaveLength(5)
  })

  it('stops when refused or signed out, and comes back when the token could be renewed', async () => {
    const states: SocketState[] = []
    for (const code of [4403, 4410, 4401]) {
      const live = socket()
      last().onclose({ code })
      await settle()
      states.push(live.state)
    }
    expect(states).toEqual(['refused', 'signed_out', 'signed_out'])
    const live = socket({ renew: () => Promise.resolve(true) })
    last().onclose({ code: 4401 })
    await settle()
    expect(live.state).toBe('waiting')
  })

  it('hears each line of a text as a frame of its own, and leaves out what is none', () => {
    const heard: string[] = []
    const live = socket()
    live.on('event', ({ kind }) => heard.push(kind))
    welcome()
    const lines = ['MessagePosted', 'ConversationChanged'].map((kind) =>
      JSON.stringify({ type: 'event', kind, data: { text: 'two\nlines' } }),
    )
    last().onmessage({ data: [lines[0], '{"half', lines[1]].join('\n') })
    expect(heard).toEqual(['MessagePosted', 'ConversationChanged'])
  })

  it('keeps telling the others when one listener breaks', () => {
    const heard: string[] = []
    const live = socket({ broken: () => undefined })
    live.on('event', () => {
      throw new Error('broken screen')
    })
    live.on('event', ({ kind }) => heard.push(kind))
    welcome()
    last().hear({ type: 'event', kind: 'Typing', data: {} })
    last().onmessage({ data: 'not json' })
    expect(heard).toEqual(['Typing'])
  })
})

describe('following a conversation', () => {
  it('reads after being subscribed, and everything again under another epoch', async () => {
    wires = []
    waits = []
    const asked: number[] = []
    const live = socket()
    const timeline = new Timeline<{ id: string; seq: number }>({
      fetch: (after) => {
        asked.push(after)
        const items = [{ id: 'a', seq: 1 }].filter((one) => one.seq > after)
        return Promise.resolve({
          items,
          epoch: last() === wires[0] ? 'e' : 'f',
          last_seq: 1,
          more: false,
        })
      },
      rereadCount: 0,
    })
    follow(live, timeline, '1', { topic: 'conversation:1' })
    await settle()
    welcome()
    last().hear({ type: 'subscribed', topics: ['conversation:1'], refused: [] })
    await settle()
    const data = { conversation_id: '1', message: { id: 'b', seq: 3 } }
    last().hear({ type: 'event', kind: 'MessagePosted', data })
    await settle()
    expect(asked).toEqual([0, 1, 1])
    last().onclose({ code: 1006 })
    live.wake()
    welcome('f')
    await settle()
    expect(asked.slice(-1)).toEqual([0])
  })
})
