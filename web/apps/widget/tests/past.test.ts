import type { MessageView } from '@yingda/api'
import { expect, test, vi } from 'vitest'
import { Past, type PastPart } from '../src/frame/state/past'
import type { Visitor } from '../src/frame/state/start'

const part = (id: string): PastPart => ({
  conversation: { id } as PastPart['conversation'],
  messages: [] as MessageView[],
})

function past(hasEarlier: boolean, edge: string | undefined, ...pages: (PastPart[] | Error)[]) {
  const get = vi.fn((path: string, { query }: { query: { before?: string } }) => {
    const page = pages.shift() ?? []
    return page instanceof Error
      ? Promise.reject(page)
      : Promise.resolve({ conversations: page, path, query })
  })
  const visitor = { api: { get }, with: <T>(ask: () => Promise<T>) => ask() }
  const asked = () => get.mock.calls.map(([, { query }]) => query.before)
  const made = new Past(visitor as unknown as Pick<Visitor, 'api' | 'with'>, hasEarlier, () => edge)
  return { made, asked, ids: () => made.parts.value.map((one) => one.conversation.id) }
}

test('who comes for the first time is offered nothing, and nothing is asked', async () => {
  const { made, asked } = past(false, undefined)
  await made.load()
  expect([made.state.value, asked()]).toEqual(['none', []])
})

test('they are read backwards from what the screen shows, and stand oldest first', async () => {
  const first = [part('e'), part('d'), part('c')]
  const { made, asked, ids } = past(true, 'f', first, [part('b')])
  await made.load()
  expect([made.state.value, ids()]).toEqual(['more', ['c', 'd', 'e']])
  await made.load()
  expect([made.state.value, ids(), asked()]).toEqual(['none', ['b', 'c', 'd', 'e'], ['f', 'c']])
})

test('with no conversation on the screen they begin with the newest', async () => {
  const { made, asked } = past(true, undefined, [part('a')])
  await made.load()
  expect(asked()).toEqual([undefined])
})

test('two taps are one question', async () => {
  const { made, asked } = past(true, undefined, [part('a')])
  await Promise.all([made.load(), made.load()])
  expect(asked()).toHaveLength(1)
})

test('a failure keeps what was read and may be tried again', async () => {
  const { made, ids } = past(true, 'z', [part('c'), part('b'), part('a')], new Error('down'), [])
  await made.load()
  await made.load()
  expect([made.state.value, ids()]).toEqual(['failed', ['a', 'b', 'c']])
  await made.load()
  expect(made.state.value).toBe('none')
})
