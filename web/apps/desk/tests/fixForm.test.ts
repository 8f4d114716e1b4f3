import { VueQueryPlugin } from '@tanstack/vue-query'
import { Problem, type LeakView } from '@yingda/api'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { api } from '@/http'
import { startWords } from '@/i18n'
import FixForm from '@/leaks/FixForm.vue'

const words = await startWords()
const leak = (label: string | null) =>
  ({
    leak: { id: 'l1', merchant_id: 'm1', label, verdict: 'unknown', question: 'q', entries: [] },
    nearest: [],
    reply: '',
    draft_question: '',
    draft_answer: '',
  }) as unknown as LeakView

function form() {
  const input = { props: ['modelValue'], template: '<i>{{ modelValue }}</i>' }
  const button = {
    props: ['disabled', 'loading'],
    template: '<button :disabled="disabled"><slot /></button>',
  }
  const group = {
    template: '<div @pick="$emit(`update:modelValue`, $event.detail)"><slot /></div>',
  }
  return mount(FixForm, {
    props: { leak: leak(null) },
    global: {
      plugins: [words, [VueQueryPlugin, {}]],
      stubs: {
        'el-radio-group': group,
        'el-radio-button': true,
        'el-input': input,
        'el-button': button,
        'el-slider': true,
        EntryPick: true,
      },
    },
  })
}

test('thresholds that could not be read are not published as none', async () => {
  vi.spyOn(api.leaks, 'thresholds').mockRejectedValue(new Problem(403, 'auth.forbidden'))
  const shown = form()
  const kinds = new CustomEvent('pick', { detail: 'threshold' })
  shown.find('form > div').element.dispatchEvent(kinds)
  await flushPromises()
  expect(shown.get('[data-test="mend"]').attributes('disabled')).toBeDefined()
  expect(shown.find('el-slider-stub').exists()).toBe(false)
})
