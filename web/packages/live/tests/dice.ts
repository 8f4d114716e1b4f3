/** A small seeded generator, so that a failing run can be played again from the seed it prints. */
export class Dice {
  constructor(private state: number) {}

  roll = (): number => {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  below(limit: number): number {
    return Math.floor(this.roll() * limit)
  }

  chance(share: number): boolean {
    return this.roll() < share
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }
}
