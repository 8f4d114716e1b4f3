/** A naive server, a bad wire and a hand-moved clock: the model the timeline is held against. */
import type { Later } from '../src/backoff'
import type { Page } from '../src/timeline'
import type { Dice } from './dice'

export interface Note {
  id: string
  seq: number
  text: string
  client_key: string | null
  recalled_at: number | null
}
export interface Screen {
  accept: (note: Note) => void
  heal: () => void
  meet: (epoch: string) => void
  snapshot: { messages: readonly Note[] }
}

export class World {
  notes: Note[] = []
  epoch = 'a'
  connected = true
  wire: Note[] = []
  private reads: (() => void)[] = []
  private waits: (() => void)[] = []
  private written = 0

  constructor(private readonly dice: Dice) {}

  later: Later = (_, run) => {
    this.waits.push(run)
    return () => {
      this.waits = this.waits.filter((wait) => wait !== run)
    }
  }

  /** The answer is what the server held when asked, handed over whenever the dice say. */
  fetch = (after: number): Promise<Page<Note>> => {
    const all = this.notes.filter((note) => note.seq > after)
    const items = all.slice(0, 7).map((note) => ({ ...note }))
    const page = { items, epoch: this.epoch, last_seq: this.notes.length, more: all.length > 7 }
    const fails = this.dice.chance(0.15)
    return new Promise((resolve, reject) => {
      this.reads.push(() => {
        if (fails) reject(new Error('cut'))
        else resolve(page)
      })
    })
  }

  post(): void {
    this.written += 1
    const id = `${this.epoch}${this.written}`
    const note = { id, seq: this.notes.length + 1, text: id, client_key: null, recalled_at: null }
    this.notes.push(note)
    this.push({ ...note })
  }

  recall(): void {
    const note = this.dice.pick(this.notes)
    note.recalled_at = 1
    this.push({ ...note })
  }

  private push(frame: Note): void {
    if (this.connected) this.wire.push(frame)
  }

  deliver(screen: Screen): void {
    const at = this.dice.chance(0.7) ? 0 : this.dice.below(this.wire.length)
    const frame = this.dice.chance(0.2) ? this.wire[at] : this.wire.splice(at, 1)[0]
    if (frame) screen.accept(frame)
  }

  cut(): void {
    this.connected = false
    this.wire = []
  }

  reconnect(screen: Screen): void {
    this.connected = true
    screen.meet(this.epoch)
    screen.heal()
  }

  /** A backup was put back: the tail is gone and its numbers will be used again. */
  restore(): void {
    this.cut()
    this.notes = this.notes.slice(0, this.dice.below(this.notes.length + 1)).map((n) => ({ ...n }))
    this.epoch = String.fromCharCode(this.epoch.charCodeAt(0) + 1)
  }

  answerOne(): void {
    this.reads.splice(this.dice.below(this.reads.length), 1)[0]?.()
  }

  wakeAll(): void {
    const due = this.waits
    this.waits = []
    for (const run of due) run()
  }

  get quiet(): boolean {
    return this.reads.length === 0 && this.waits.length === 0 && this.wire.length === 0
  }
}

export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
