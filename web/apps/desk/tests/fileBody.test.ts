import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import FileBody from '@/conversations/thread/body/FileBody.vue'
import { startWords } from '@/i18n'

const words = await startWords()
const file = { file_id: 'f', url: '/api/files/f', name: 'a.pdf', mime: 'application/pdf', size: 9 }

afterEach(() => {
  vi.unstubAllGlobals()
})

async function pressed(answer: Response) {
  vi.stubGlobal('fetch', () => Promise.resolve(answer))
  const shown = mount(FileBody, { props: { file }, global: { plugins: [words] } })
  await shown.get('a').trigger('click')
  await flushPromises()
  return shown
}

test('a document that is withheld is not saved, and the reason is read beside it', async () => {
  const refusal = { code: 'auth.document_withheld', params: {} }
  const shown = await pressed(Response.json(refusal, { status: 403 }))
  expect(shown.get('[role=alert]').text()).toMatch(/星号|stars/)
})

test('what is handed out is saved under its name', async () => {
  const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  vi.stubGlobal(
    'URL',
    Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: vi.fn() }),
  )
  const shown = await pressed(new Response('%PDF'))
  expect(saved).toHaveBeenCalledOnce()
  expect(shown.find('[role=alert]').exists()).toBe(false)
})
