import { expect, test } from 'vitest'
import type { EntryView } from '@yingda/api'
import { draftOf, formOf } from '@/knowledge/entryDraft'

const entry = {
  id: '1',
  question: '双十一几点开始',
  answer: '晚上八点。',
  similar: [],
  answer_mode: 'public',
  conditions: null,
  status: 'live',
  category: '',
  designed_level: 3,
  valid_from: null,
  valid_until: 1_700_000_000_000,
} as unknown as EntryView

test('what is saved unchanged is what was stored, also with only one of two dates', () => {
  const saved = draftOf(formOf(entry))
  expect(saved).toMatchObject({
    valid_from: null,
    valid_until: 1_700_000_000_000,
    designed_level: 3,
  })
  const begun = draftOf(formOf({ ...entry, valid_from: 5, valid_until: null }))
  expect(begun).toMatchObject({ valid_from: 5, valid_until: null })
})
