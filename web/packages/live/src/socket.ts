/** The one push-only socket: says hello, keeps topics, notices silence, and comes back by itself. */
import { backoff, later as realLater, type Later } from './backoff'
import { CLOSE, parseFrames, type ClientFrame, type LiveEvent, type ServerFrame } from './frames'

export type SocketState = 'closed' | 'connecting' | 'open' | 'waiting' | 'refused' | 'signed_out'

interface Heard {
  event: LiveEvent
  state: SocketState
  welcome: { epoch: string; topics: string[] }
  subscribed: { topics: string[]; refused: string[] }
}
type Listener<K extends keyof Heard> = (heard: Heard[K]) => void

export interface LiveSocketOptions {
  url: string
  /** The visitor's token, asked for at each connection. Staff are known by their cookie. */
  token?: () => string | undefined
  /** After 4401: true when a new token was had. Without it, or when false, the socket stays signed out. */
  renew?: () => Promise<boolean>
  connect?: (url: string) => WebSocket
  /** A listener threw. */
  broken?: (problem: unknown) => void
  later?: Later
  random?: () => number
  pingSeconds?: number
  silenceSeconds?: number
}

export class LiveSocket {
  state: SocketState = 'closed'
  epoch: string | null = null
  private wire: WebSocket | null = null
  private attempt = 0
  private cancelWait: () => void = () => undefined
  private readonly topics = new Map<string, number>()
  private readonly listeners: { [K in keyof Heard]: Set<Listener<K>> } = {
    event: new Set(),
    state: new Set(),
    welcome: new Set(),
    subscribed: new Set(),
  }

  constructor(private readonly options: LiveSocketOptions) {}

  on<K extends keyof Heard>(kind: K, listener: Listener<K>): () => void {
    this.listeners[kind].add(listener)
    return () => {
      this.listeners[kind].delete(listener)
    }
  }

  open(): void {
    if (this.state === 'open' || this.state === 'connecting') return
    this.attempt = 0
    this.connect()
  }

  close(): void {
    this.drop()
    this.enter('closed')
  }

  /** Someone is looking again: check a silent socket now, end a long wait. */
  wake(): void {
    if (this.state === 'waiting') this.open()
    else if (this.state === 'open') this.ping()
  }

  subscribe(...topics: string[]): () => void {
    const fresh = topics.filter((topic) => !this.topics.has(topic))
    for (const topic of topics) this.topics.set(topic, (this.topics.get(topic) ?? 0) + 1)
    if (this.state === 'open' && fresh.length > 0) this.send({ type: 'subscribe', topics: fresh })
    // Already listened to by another screen: no frame will come, so say it here.
    const shared = topics.filter((topic) => !fresh.includes(topic))
    if (this.state === 'open' && shared.length > 0)
      this.tell('subscribed', { topics: shared, refused: [] })
    let left = false
    return () => {
      if (left) return
      left = true
      this.unsubscribe(topics)
    }
  }

  private unsubscribe(topics: string[]): void {
    const gone: string[] = []
    for (const topic of topics) {
      const count = (this.topics.get(topic) ?? 0) - 1
      if (count > 0) this.topics.set(topic, count)
      else {
        this.topics.delete(topic)
        gone.push(topic)
      }
    }
    if (this.state === 'open' && gone.length > 0) this.send({ type: 'unsubscribe', topics: gone })
  }

  private connect(): void {
    this.drop()
    this.enter('connecting')
    const wire = (this.options.connect ?? ((url: string) => new WebSocket(url)))(this.options.url)
    this.wire = wire
    // A handshake that hangs is silence too.
    this.expectWithin(this.options.silenceSeconds ?? 10)
    wire.onopen = () => {
      const token = this.options.token?.()
      this.send({
        type: 'hello',
        ...(token !== undefined && { token }),
        ...(this.epoch !== null && { epoch: this.epoch }),
      })
    }
    wire.onmessage = ({ data }) => {
      for (const frame of parseFrames(data)) if (this.wire === wire) this.hear(frame)
    }
    wire.onclose = ({ code }) => {
      if (this.wire === wire) void this.lost(code)
    }
  }

  private hear(frame: ServerFrame): void {
    this.pingLater()
    if (frame.type === 'event') this.tell('event', frame)
    if (frame.type === 'subscribed') this.tell('subscribed', frame)
    if (frame.type === 'welcome') this.welcomed(frame)
  }

  private welcomed(frame: { epoch: string; topics: string[] }): void {
    this.attempt = 0
    this.epoch = frame.epoch
    this.enter('open')
    this.tell('welcome', frame)
    const topics = [...this.topics.keys()]
    if (topics.length > 0) this.send({ type: 'subscribe', topics })
  }

  private async lost(code: number): Promise<void> {
    this.drop()
    if (code === CLOSE.refused) return this.enter('refused')
    if (code === CLOSE.ended) return this.enter('signed_out')
    if (code === CLOSE.signedOut && !((await this.options.renew?.()) ?? false))
      return this.enter('signed_out')
    const wait = backoff(this.attempt, this.options.random ?? Math.random)
    this.attempt += 1
    this.enter('waiting')
    this.wait(wait, () => {
      this.connect()
    })
  }

  private pingLater(): void {
    this.wait((this.options.pingSeconds ?? 25) * 1000, () => {
      this.ping()
    })
  }

  private ping(): void {
    this.send({ type: 'ping' })
    this.expectWithin(this.options.silenceSeconds ?? 10)
  }

  private expectWithin(seconds: number): void {
    this.wait(seconds * 1000, () => {
      void this.lost(CLOSE.slow)
    })
  }

  private wait(milliseconds: number, run: () => void): void {
    this.cancelWait()
    this.cancelWait = (this.options.later ?? realLater)(milliseconds, run)
  }

  private send(frame: ClientFrame): void {
    if (this.wire?.readyState === 1) this.wire.send(JSON.stringify(frame))
  }

  private drop(): void {
    this.cancelWait()
    const wire = this.wire
    this.wire = null
    if (wire && wire.readyState < 2) wire.close()
  }

  private enter(state: SocketState): void {
    if (this.state === state) return
    this.state = state
    this.tell('state', state)
  }

  private tell<K extends keyof Heard>(kind: K, heard: Heard[K]): void {
    for (const listener of [...this.listeners[kind]]) {
      try {
        listener(heard)
      } catch (problem) {
        // One broken screen must not stop the news for the others.
        ;(this.options.broken ?? reportError)(problem)
      }
    }
  }
}
