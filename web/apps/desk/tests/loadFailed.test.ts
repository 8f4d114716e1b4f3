import { Problem } from '@yingda/api'
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { startWords } from '@/i18n'
import LoadFailed from '@/LoadFailed.vue'

const words = await startWords()
const problem = new Problem(503, 'server.unavailable')

test('what could not be loaded is tried again where somebody listens', async () => {
  let tried = 0
  const shown = mount(LoadFailed, {
    props: { problem, onRetry: () => (tried += 1) },
    global: { plugins: [words] },
  })
  await shown.get('button').trigger('click')
  expect(tried).toBe(1)
})

test('nobody is offered a second try that nobody makes', () => {
  const shown = mount(LoadFailed, { props: { problem }, global: { plugins: [words] } })
  expect(shown.find('button').exists()).toBe(false)
  expect(shown.text()).not.toContain('problems.')
})
