import { signal } from '@preact/signals'
import { beforeEach, expect, it, vi } from 'vitest'

const post = vi.fn()
const say = vi.fn(() => 'key-1')
vi.mock('../src/frame/state/app', () => ({
  chat: signal({ say }),
  isShown: signal(false),
  started: signal(null),
  view: signal('home'),
  visitor: {
    page: { url: '', title: '' },
    with: (run: () => unknown) => run(),
    api: { post, get: () => Promise.resolve({ level: 0 }) },
  },
}))

const RETURNS = { entry_id: 'r', title: '怎么退货？' }
const INVOICE = { entry_id: 'i', title: '怎么开发票？' }
const orders = ['a', 'b', 'c', 'd'].map((id) => ({ order: { id }, chips: [INVOICE] }))

beforeEach(() => {
  post.mockReset().mockResolvedValue({ list_id: 'more', chips: [INVOICE] })
})

it('tells what was on the screen with the message that was sent, chosen or not', async () => {
  const { askTyped, tellTyped } = await import('../src/frame/state/home')
  const seen = { typed: '怎么', chips: [RETURNS, INVOICE] }
  askTyped(INVOICE, seen)
  tellTyped(seen, 'key-2')
  const told = post.mock.calls.map(([path, { body }]) => [path, body])
  const shown = { typed: '怎么', shown: ['r', 'i'] }
  expect(told).toEqual([
    ['/api/visitor/suggestions/typed', { ...shown, client_key: 'key-1', entry_id: 'i' }],
    ['/api/visitor/suggestions/typed', { ...shown, client_key: 'key-2', entry_id: null }],
  ])
})

it('tells once that the other orders are shown, and a choice of theirs waits for the list', async () => {
  const { ask, home, showMoreOrders } = await import('../src/frame/state/home')
  home.value = { orders, orders_list_id: 'first' } as never
  const listId = showMoreOrders(2)
  expect(showMoreOrders(2)).toBe(listId)
  expect(post).toHaveBeenCalledTimes(1)
  expect(post.mock.calls[0]?.[1].body).toMatchObject({ placement: 'orders', orders: ['c', 'd'] })
  ask(INVOICE, listId)
  await vi.waitFor(() => {
    expect(post).toHaveBeenCalledTimes(2)
  })
  expect(post.mock.calls[1]).toEqual([
    '/api/visitor/suggestions/{list_id}/choice',
    { path: { list_id: 'more' }, body: { entry_id: 'i' } },
  ])
  home.value = { orders: [...orders], orders_list_id: 'first' } as never
  void showMoreOrders(2)
  expect(post).toHaveBeenCalledTimes(3)
})
