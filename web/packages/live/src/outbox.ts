/** Drafts on their way out: each named once, sent in order, sent again until the server has answered. */
import { backoff, later as realLater, type Later } from './backoff'
import { DraftStore, type KeyValue } from './drafts'

export type { KeyValue } from './drafts'

export interface Draft<B> {
  key: string
  body: B
  at: number
  state: 'waiting' | 'sending' | 'refused'
  problem: { status: number; code: string; params: Record<string, unknown> } | null
}

/** What became of one try. Throwing, or `later`, means: nobody knows, try again under the same key. */
export type Verdict<M> =
  | { kind: 'stored'; message: M }
  | { kind: 'refused'; status: number; code: string; params?: Record<string, unknown> }
  | { kind: 'gone' }
  | { kind: 'later'; seconds?: number }

export interface OutboxOptions<B, M> {
  send: (draft: Draft<B>) => Promise<Verdict<M>>
  onChange?: (drafts: readonly Draft<B>[]) => void
  onStored?: (message: M, draft: Draft<B>) => void
  /** The conversation is closed or foreign (404). True: there is a new one, try again under the same key. */
  onGone?: (draft: Draft<B>) => Promise<boolean>
  storage?: KeyValue
  name?: string
  newKey?: () => string
  now?: () => number
  later?: Later
  random?: () => number
}

const RESTARTS = 3

export class Outbox<B, M> {
  private drafts: readonly Draft<B>[]
  private readonly store: DraftStore<B>
  private sending = false
  private stopped = false
  private failures = 0
  private restarts = 0
  private lastAt = 0
  private cancelWait: () => void = () => undefined

  constructor(private readonly options: OutboxOptions<B, M>) {
    this.store = new DraftStore<B>(options.storage, options.name ?? 'yingda.outbox')
    this.drafts = this.store.load()
  }

  get snapshot(): readonly Draft<B>[] {
    return this.drafts
  }

  put(body: B): Draft<B> {
    const key = (this.options.newKey ?? randomKey)()
    this.lastAt = Math.max(this.lastAt + 1, (this.options.now ?? Date.now)())
    const draft: Draft<B> = { key, body, at: this.lastAt, state: 'waiting', problem: null }
    this.store.save(draft)
    this.set([...this.drafts, draft])
    void this.run()
    return draft
  }

  retry(key: string): void {
    this.update(key, { state: 'waiting', problem: null })
    this.flush()
  }

  discard(key: string): void {
    this.store.remove(key)
    this.set(this.drafts.filter((draft) => draft.key !== key))
  }

  /** Try now: the network is back, or the conversation is known. */
  flush(): void {
    this.failures = 0
    this.cancelWait()
    void this.run()
  }

  stop(): void {
    this.stopped = true
    this.cancelWait()
  }

  private async run(): Promise<void> {
    if (this.sending) return
    this.sending = true
    try {
      for (let draft = this.next(); draft; draft = this.next()) {
        if (!(await this.attempt(draft))) break
      }
    } finally {
      this.sending = false
    }
  }

  private next(): Draft<B> | undefined {
    return this.stopped ? undefined : this.drafts.find((draft) => draft.state !== 'refused')
  }

  /** True when this draft is settled and the next may go. */
  private async attempt(draft: Draft<B>): Promise<boolean> {
    this.update(draft.key, { state: 'sending' })
    const verdict = await this.ask(draft)
    if (verdict.kind === 'stored') {
      this.settle(draft, verdict.message)
      return true
    }
    if (verdict.kind === 'refused') {
      const { status, code, params = {} } = verdict
      this.update(draft.key, { state: 'refused', problem: { status, code, params } })
      return true
    }
    if (verdict.kind === 'gone') return this.restart(draft)
    this.waitAndTry(draft, verdict.seconds)
    return false
  }

  private async ask(draft: Draft<B>): Promise<Verdict<M>> {
    try {
      return await this.options.send(draft)
    } catch {
      return { kind: 'later' }
    }
  }

  private settle(draft: Draft<B>, message: M): void {
    this.failures = 0
    this.restarts = 0
    this.options.onStored?.(message, draft)
    this.discard(draft.key)
  }

  private async restart(draft: Draft<B>): Promise<boolean> {
    this.restarts += 1
    try {
      if (this.restarts <= RESTARTS && (await this.options.onGone?.(draft))) return true
    } catch {
      this.waitAndTry(draft)
      return false
    }
    this.restarts = 0
    this.update(draft.key, { state: 'refused', problem: { status: 404, code: 'gone', params: {} } })
    return true
  }

  private waitAndTry(draft: Draft<B>, seconds?: number): void {
    this.update(draft.key, { state: 'waiting' })
    const wait =
      seconds === undefined
        ? backoff(this.failures, this.options.random ?? Math.random)
        : seconds * 1000
    this.failures += 1
    this.cancelWait()
    this.cancelWait = (this.options.later ?? realLater)(wait, () => void this.run())
  }

  private update(key: string, change: Partial<Draft<B>>): void {
    this.set(this.drafts.map((draft) => (draft.key === key ? { ...draft, ...change } : draft)))
  }

  private set(drafts: readonly Draft<B>[]): void {
    this.drafts = drafts
    this.options.onChange?.(drafts)
  }
}

/** The drafts a screen still shows: those whose message has not come by push already. */
export function pending<B>(
  drafts: readonly Draft<B>[],
  messages: readonly { client_key?: string | null }[],
): Draft<B>[] {
  const known = new Set(messages.map((message) => message.client_key))
  return drafts.filter((draft) => !known.has(draft.key))
}

/** 32 hex characters; `randomUUID` needs a secure context, a shop under plain http has none. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
