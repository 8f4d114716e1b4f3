/** One conversation's messages on one screen, always equal to the server's list by `seq`. */
import { backoff, later as realLater, type Later } from './backoff'
import { Shelf, type Sequenced } from './shelf'

export type { Sequenced } from './shelf'

export interface Page<M> {
  items: M[]
  epoch: string
  last_seq: number
  more: boolean
}

export interface TimelineSnapshot<M> {
  messages: readonly M[]
  lastSeq: number
  /** `loading` until the first whole read; `healing` while a gap is being read; `failed` while retrying. */
  state: 'loading' | 'live' | 'healing' | 'failed'
  problem: unknown
}

export interface TimelineOptions<M> {
  fetch: (after: number) => Promise<Page<M>>
  onChange?: (snapshot: TimelineSnapshot<M>) => void
  /** How many known messages a reconnect reads again, for recalls and read marks missed meanwhile. */
  rereadCount?: number
  later?: Later
  random?: () => number
}

export class Timeline<M extends Sequenced> {
  private shelf = new Shelf<M>()
  private epoch: string | null = null
  private reading = false
  private again: 'no' | 'gap' | 'reread' = 'no'
  private everRead = false
  private stopped = false
  private failures = 0
  private problem: unknown = null
  private cancelRetry: () => void = () => undefined
  /** Grows with each reset, so that an answer to an older read is thrown away. */
  private generation = 0

  constructor(private readonly options: TimelineOptions<M>) {}

  get snapshot(): TimelineSnapshot<M> {
    const state = this.problem
      ? 'failed'
      : !this.everRead
        ? 'loading'
        : this.reading
          ? 'healing'
          : 'live'
    return { messages: this.shelf.messages, lastSeq: this.shelf.last, state, problem: this.problem }
  }

  /** A message, new or changed (recalled, read): by push, or as the answer to a post. */
  accept(message: M): void {
    if (this.stopped) return
    // Before the first whole read nothing may be appended: what lies before it is unknown.
    if (this.everRead) this.shelf.place(message)
    else this.shelf.keep(message)
    this.changed()
    if (message.seq > this.shelf.last) this.read('gap')
  }

  /** Read what is missing. Call after subscribing, after a reconnect, or when in doubt. */
  heal(): void {
    this.read('reread')
  }

  /** The stream's epoch as a welcome or a page says it; another one than before means: forget and read all. */
  meet(epoch: string): void {
    if (this.epoch !== null && this.epoch !== epoch) this.reset()
    this.epoch = epoch
  }

  stop(): void {
    this.stopped = true
    this.cancelRetry()
  }

  private reset(): void {
    this.generation += 1
    this.shelf = new Shelf<M>()
    this.everRead = false
    this.reading = false
    this.read('gap')
  }

  private read(why: 'gap' | 'reread'): void {
    if (this.stopped) return
    if (this.reading) {
      if (this.again !== 'reread') this.again = why
      return
    }
    this.cancelRetry()
    this.reading = true
    this.again = 'no'
    const back = why === 'reread' ? (this.options.rereadCount ?? 100) : 0
    void this.readFrom(Math.max(0, this.shelf.last - back), this.generation)
  }

  private async readFrom(after: number, generation: number): Promise<void> {
    try {
      const page = await this.options.fetch(after)
      if (generation !== this.generation || this.stopped) return
      if (this.epoch !== null && this.epoch !== page.epoch) {
        this.meet(page.epoch)
        return
      }
      this.epoch = page.epoch
      const reached = this.take(page.items, after)
      if (page.more && reached > after) {
        await this.readFrom(reached, generation)
        return
      }
      this.finish()
    } catch (problem) {
      if (generation === this.generation && !this.stopped) this.fail(problem)
    }
  }

  private take(items: M[], after: number): number {
    for (const message of items) this.shelf.place(message)
    return items.reduce((most, message) => Math.max(most, message.seq), after)
  }

  private finish(): void {
    this.reading = false
    this.everRead = true
    this.failures = 0
    this.problem = null
    this.shelf.settle()
    this.changed()
    if (this.again !== 'no') this.read(this.again)
    // A push told of a message the read did not know yet: a store lagging behind; ask again soon.
    else if (this.shelf.hasGap) this.retryLater('gap')
  }

  private fail(problem: unknown): void {
    this.reading = false
    this.problem = problem
    this.changed()
    this.retryLater('reread')
  }

  private retryLater(why: 'gap' | 'reread'): void {
    const wait = backoff(this.failures, this.options.random ?? Math.random)
    this.failures += 1
    this.cancelRetry()
    this.cancelRetry = (this.options.later ?? realLater)(wait, () => {
      this.read(why)
    })
  }

  private changed(): void {
    this.options.onChange?.(this.snapshot)
  }
}
