import { Problem } from '@yingda/api'
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { markRaw, ref } from 'vue'
import { startWords } from '@/i18n'
import WhenLoaded from '@/WhenLoaded.vue'

const words = await startWords()

function shown(state: { error?: unknown; isPending?: boolean; none?: boolean }) {
  let asked = 0
  const { error = null, isPending = false, none = false } = state
  // Raw, as a query is in a page: the mounting tool would unwrap what is inside.
  const query = markRaw({
    error: ref(error),
    isPending: ref(isPending),
    refetch: () => (asked += 1),
  })
  const page = mount(WhenLoaded, {
    props: { query, rows: 2, none, noneTitle: 'Nobody yet', noneHint: 'Add somebody' },
    slots: { default: 'the list', none: '<button>Add</button>' },
    global: { plugins: [words] },
  })
  return { page, asked: () => asked }
}

test('what is on its way has a placeholder, and says so to who cannot see it', () => {
  const { page } = shown({ isPending: true })
  expect(page.find('[role=status][aria-label]').exists()).toBe(true)
  expect(page.text()).not.toContain('the list')
})

test('what could not be had is said, and asked for again', async () => {
  const { page, asked } = shown({ error: new Problem(503, 'server.unavailable') })
  await page.get('button').trigger('click')
  expect(asked()).toBe(1)
  expect(page.text()).not.toContain('Nobody yet')
})

test('that there is none is said, with what to do about it', () => {
  const { page } = shown({ none: true })
  expect(page.text()).toContain('Nobody yet')
  expect(page.get('button').text()).toBe('Add')
})

test('what is there is shown alone', () => {
  expect(shown({}).page.text()).toBe('the list')
})
