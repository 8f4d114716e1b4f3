/** Messages in order without gaps, and those that came too early, waiting for the gap before them. */
export interface Sequenced {
  id: string
  seq: number
  client_key?: string | null
  delivery_state?: string | null
  recalled_at?: number | null
}

export class Shelf<M extends Sequenced> {
  messages: readonly M[] = []
  private readonly held = new Map<number, M>()

  get last(): number {
    return this.messages[this.messages.length - 1]?.seq ?? 0
  }

  get hasGap(): boolean {
    return this.held.size > 0
  }

  /** True when the message is on the shelf now; false when something before it is missing. */
  place(message: M): boolean {
    this.keep(message)
    this.settle()
    return message.seq <= this.last
  }

  /** In place when it is on the shelf already, else beside it until `settle`. */
  keep(message: M): void {
    if (message.seq <= this.last) return this.replace(message)
    const known = this.held.get(message.seq)
    this.held.set(message.seq, known ? newer(known, message) : message)
  }

  /** Move onto the shelf whatever follows its end. */
  settle(): void {
    const following: M[] = []
    for (let seq = this.last + 1; this.held.has(seq); seq += 1) {
      following.push(this.held.get(seq) as M)
      this.held.delete(seq)
    }
    if (following.length > 0) this.messages = [...this.messages, ...following]
  }

  private replace(message: M): void {
    this.messages = this.messages.map((known) =>
      known.seq === message.seq ? newer(known, message) : known,
    )
  }
}

const DELIVERY = ['sent', 'delivered', 'read']

/** Recall and delivery only ever go forward, so the further one is the newer, whatever order they came in. */
export function newer<M extends Sequenced>(known: M, other: M): M {
  return progress(other) >= progress(known) ? other : known
}

function progress(message: Sequenced): number {
  return (message.recalled_at ? 10 : 0) + DELIVERY.indexOf(message.delivery_state ?? 'sent')
}
