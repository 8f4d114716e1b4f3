import { signal } from '@preact/signals'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const post = vi.fn()
vi.mock('../src/frame/state/app', () => ({
  chat: signal(null),
  isShown: signal(true),
  started: signal({ customer: { id: 'c' } }),
  view: signal('home'),
  visitor: {
    page: { url: '', title: '' },
    with: (run: () => unknown) => run(),
    api: { post, get: () => Promise.resolve({ level: 0 }) },
  },
}))

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('asks for the home again after a failure, and no more once it is there', async () => {
  post.mockRejectedValueOnce(new Error('away')).mockRejectedValueOnce(new Error('away'))
  post.mockResolvedValue({ greeting: 'hello' })
  const { home } = await import('../src/frame/state/home')
  await vi.advanceTimersByTimeAsync(0)
  expect([post.mock.calls.length, home.value]).toEqual([1, null])
  await vi.advanceTimersByTimeAsync(2_000)
  expect([post.mock.calls.length, home.value]).toEqual([2, null])
  await vi.advanceTimersByTimeAsync(5_000)
  expect(home.value).toEqual({ greeting: 'hello' })
  await vi.advanceTimersByTimeAsync(120_000)
  expect(post).toHaveBeenCalledTimes(3)
})
