import { describe, expect, it } from 'vitest'
import { Outbox, pending, type KeyValue, type OutboxOptions, type Verdict } from '../src/outbox'
import { Dice } from './dice'
import { settle } from './world'

interface Stored {
  client_key: string
  text: string
}
type Options = Partial<OutboxOptions<string, Stored>>

class Shelf implements KeyValue {
  private readonly entries = new Map<string, string>()
  get length() {
    return this.entries.size
  }
  key = (index: number) => [...this.entries.keys()][index] ?? null
  getItem = (key: string) => this.entries.get(key) ?? null
  setItem = (key: string, value: string) => {
    this.entries.set(key, value)
  }
  removeItem = (key: string) => {
    this.entries.delete(key)
  }
}

/** A server that stores a key once and answers the same again. */
class Server {
  stored: Stored[] = []
  answer = (key: string, text: string): Verdict<Stored> => {
    const known = this.stored.find((one) => one.client_key === key)
    const message = known ?? { client_key: key, text }
    if (!known) this.stored.push(message)
    return { kind: 'stored', message }
  }
}

function outbox(server: Server, options: Options = {}) {
  let count = 0
  return new Outbox<string, Stored>({
    send: ({ key, body }) => Promise.resolve(server.answer(key, body)),
    newKey: () => `k${(count += 1)}`,
    now: () => 1,
    later: (_, run) => {
      setImmediate(run)
      return () => undefined
    },
    ...options,
  })
}

describe('an outbox', () => {
  it('stores each draft once and in order over a wire that loses questions and answers', async () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const dice = new Dice(seed)
      const server = new Server()
      const box = outbox(server, {
        send: ({ key, body }) => {
          if (dice.chance(0.3)) return Promise.reject(new Error('question lost'))
          const verdict = server.answer(key, body)
          return dice.chance(0.3)
            ? Promise.reject(new Error('answer lost'))
            : Promise.resolve(verdict)
        },
      })
      const said = Array.from({ length: 12 }, (_, index) => `line ${index}`)
      for (const text of said) {
        box.put(text)
        if (dice.chance(0.5)) await settle()
      }
      for (let round = 0; box.snapshot.length > 0 && round < 500; round += 1) await settle()
      expect(
        server.stored.map((one) => one.text),
        `seed ${seed}`,
      ).toEqual(said)
    }
  })

  it('keeps drafts over a reload and sends them then, once', async () => {
    const storage = new Shelf()
    const server = new Server()
    const send = () => Promise.reject(new Error('offline'))
    const before = outbox(server, { storage, send, later: () => () => undefined })
    before.put('first')
    before.put('second')
    await settle()
    before.stop()
    const after = outbox(server, { storage })
    expect(after.snapshot.map((draft) => draft.body)).toEqual(['first', 'second'])
    after.flush()
    await settle()
    await settle()
    expect(server.stored.map((one) => one.text)).toEqual(['first', 'second'])
    expect(storage.length).toBe(0)
  })

  it('keeps a refused draft with its reason and goes on with the next', async () => {
    const server = new Server()
    const box = outbox(server, {
      send: ({ key, body }) =>
        Promise.resolve(
          body === 'bad'
            ? { kind: 'refused', status: 422, code: 'request.invalid' }
            : server.answer(key, body),
        ),
    })
    const bad = box.put('bad')
    box.put('good')
    await settle()
    await settle()
    expect(server.stored.map((one) => one.text)).toEqual(['good'])
    expect(box.snapshot).toMatchObject([
      { key: bad.key, state: 'refused', problem: { status: 422 } },
    ])
    box.discard(bad.key)
    expect(box.snapshot).toEqual([])
  })

  it('sends again under the same key after the conversation was begun anew', async () => {
    const server = new Server()
    const keys: string[] = []
    let open = false
    const box = outbox(server, {
      send: ({ key, body }) => {
        keys.push(key)
        return Promise.resolve(open ? server.answer(key, body) : { kind: 'gone' })
      },
      onGone: () => Promise.resolve((open = true)),
    })
    box.put('hello')
    await settle()
    await settle()
    expect(keys).toEqual(['k1', 'k1'])
    expect(server.stored).toHaveLength(1)
  })

  it('gives up on a conversation that stays gone, and says so', async () => {
    const box = outbox(new Server(), {
      send: () => Promise.resolve({ kind: 'gone' }),
      onGone: () => Promise.resolve(true),
    })
    box.put('hello')
    await settle()
    expect(box.snapshot).toMatchObject([{ state: 'refused', problem: { status: 404 } }])
  })

  it('shows a draft no longer once its message came by push', () => {
    const box = outbox(new Server(), { send: () => new Promise(() => undefined) })
    const draft = box.put('hello')
    expect(pending(box.snapshot, [])).toHaveLength(1)
    expect(pending(box.snapshot, [{ client_key: draft.key }])).toEqual([])
  })
})
