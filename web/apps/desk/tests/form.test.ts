import { VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises } from '@vue/test-utils'
import { Problem } from '@yingda/api'
import { expect, test, vi } from 'vitest'
import { createApp, reactive } from 'vue'
import { useForm } from '@/form/useForm'
import { speak } from '@/i18n'
import { fieldSentence, formSentence, sentenceFor } from '@/problems'

function opened(save: () => Promise<string>) {
  const draft = reactive({ name: 'Li', tags: ['a'] })
  const saved = vi.fn()
  const app = createApp({}).use(VueQueryPlugin)
  const form = app.runWithContext(() => useForm({ values: () => draft, save, saved }))
  return { draft, saved, form }
}

test('only what differs from how it was is a change', () => {
  const { draft, form } = opened(() => Promise.resolve(''))
  expect(form.dirty).toBe(false)
  draft.tags.push('b')
  expect(form.dirty).toBe(true)
  draft.tags.pop()
  expect(form.dirty).toBe(false)
})

test('what is saved is no change any more', async () => {
  const { draft, form, saved } = opened(() => Promise.resolve('stored'))
  draft.name = 'Wang'
  form.save()
  await flushPromises()
  expect(saved).toHaveBeenCalledWith('stored')
  expect(form.dirty).toBe(false)
})

test('a refusal keeps what was written and names the field', async () => {
  const problem = new Problem(422, 'request.invalid', {}, [{ field: 'name', code: 'other' }])
  const { draft, form, saved } = opened(() => Promise.reject(problem))
  draft.name = 'Wang'
  form.save()
  await flushPromises()
  expect(saved).not.toHaveBeenCalled()
  expect(form.dirty).toBe(true)
  expect(form.error).toBe(problem)
  expect(form.refusal('name')).not.toBe('')
  expect(form.refusal('tags')).toBe('')
})

test('a second press while saving sends nothing', async () => {
  const save = vi.fn(() => new Promise<string>(() => undefined))
  const { form } = opened(save)
  form.save()
  await flushPromises()
  form.save()
  await flushPromises()
  expect(save).toHaveBeenCalledTimes(1)
})

test('a field left empty says so, and nothing about sending a message', async () => {
  await speak('zh-CN', false)
  const empty = { field: 'name', code: 'text.empty', params: { limit: 1 } }
  const problem = new Problem(422, 'text.empty', { limit: 1 }, [empty])
  expect(fieldSentence(problem, 'name')).toBe('请填写这一项')
  expect(formSentence(problem)).toContain('标红')
  expect(sentenceFor(problem)).toContain('没有发出')
  const short = { ...empty, params: { limit: 20 } }
  expect(fieldSentence(new Problem(422, 'request.invalid', {}, [short]), 'name')).toContain('20')
})
