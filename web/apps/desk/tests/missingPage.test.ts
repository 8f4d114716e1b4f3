import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { mendMissingPages } from '@/missingPage'

const lost = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module: x'))

async function visited(answer: () => Promise<Response>) {
  vi.stubGlobal('fetch', answer)
  const load = vi.fn()
  const tell = vi.fn()
  const router = createRouter({
    history: createMemoryHistory('/desk/'),
    routes: [
      { path: '/', component: {} },
      { path: '/team', component: lost },
    ],
  })
  mendMissingPages(router, load, tell)
  await router.push('/')
  for (let times = 0; times < 2; times++) {
    await router.push('/team').catch(() => undefined)
    await flushPromises()
  }
  return { load, tell }
}

afterEach(() => {
  vi.unstubAllGlobals()
  sessionStorage.clear()
})

test('after an upgrade a page is loaded anew, once', async () => {
  const { load, tell } = await visited(() => Promise.resolve(new Response()))
  expect(load).toHaveBeenCalledTimes(1)
  expect(load).toHaveBeenCalledWith('/desk/team')
  expect(tell).toHaveBeenCalledTimes(1)
})

test('while the server is away a click says so', async () => {
  const { load, tell } = await visited(() => Promise.reject(new TypeError('no network')))
  expect(load).not.toHaveBeenCalled()
  expect(tell).toHaveBeenCalledTimes(2)
})
