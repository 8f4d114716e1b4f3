import { describe, expect, it } from 'vitest'
import { Timeline } from '../src/timeline'
import { play } from './run'
import type { Note, Screen, World } from './world'
import type { Dice } from './dice'

const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1)

function timeline(world: World, dice: Dice): Timeline<Note> {
  return new Timeline<Note>({
    fetch: world.fetch,
    later: world.later,
    random: dice.roll,
    rereadCount: Infinity,
  })
}

/** The bug chat clients are written with: whatever is newer than the newest is appended. */
class KeepsWhatIsHigher implements Screen {
  private messages: Note[] = []
  constructor(private readonly world: World) {}
  get snapshot() {
    return { messages: this.messages }
  }
  accept(note: Note): void {
    if (note.seq > (this.messages.at(-1)?.seq ?? 0)) this.messages.push(note)
  }
  meet(): void {
    return undefined
  }
  heal(): void {
    const after = this.messages.at(-1)?.seq ?? 0
    void this.world.fetch(after).then(
      ({ items }) => {
        for (const note of items) this.accept(note)
      },
      () => undefined,
    )
  }
}

describe('a timeline', () => {
  it('ends equal to the server after any loss, doubling, reordering, cut or restore', async () => {
    for (const seed of SEEDS) {
      const { shown, stored, everDoubled } = await play(seed, timeline)
      expect(shown, `seed ${seed}`).toEqual(stored)
      expect(everDoubled, `seed ${seed}`).toBe(false)
    }
  })

  it('is checked by a test that notices the common bug', async () => {
    const wrong = []
    for (const seed of SEEDS.slice(0, 40)) {
      const { shown, stored } = await play(seed, (world) => new KeepsWhatIsHigher(world))
      if (JSON.stringify(shown) !== JSON.stringify(stored)) wrong.push(seed)
    }
    expect(wrong.length).toBeGreaterThan(20)
  })

  it('shows nothing pushed before the messages in front of it are known', () => {
    const asked: number[] = []
    const fetch = (after: number) => {
      asked.push(after)
      return new Promise<never>(() => undefined)
    }
    const screen = new Timeline<Note>({ fetch })
    screen.accept({ id: 'x', seq: 1, text: 'x', client_key: null, recalled_at: null })
    expect(screen.snapshot.messages).toEqual([])
    expect(asked).toEqual([0])
  })

  it('says what went wrong, keeps what it has and recovers', async () => {
    const retries: (() => void)[] = []
    let fails = true
    const note = { id: 'a', seq: 1, text: 'a', client_key: null, recalled_at: null }
    const screen = new Timeline<Note>({
      fetch: () =>
        fails
          ? Promise.reject(new Error('cut'))
          : Promise.resolve({ items: [note], epoch: 'e', last_seq: 1, more: false }),
      later: (_, run) => {
        retries.push(run)
        return () => undefined
      },
    })
    screen.heal()
    await Promise.resolve()
    await Promise.resolve()
    expect(screen.snapshot.state).toBe('failed')
    fails = false
    retries.forEach((run) => {
      run()
    })
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    expect(screen.snapshot).toMatchObject({ state: 'live', messages: [note], problem: null })
  })
})
