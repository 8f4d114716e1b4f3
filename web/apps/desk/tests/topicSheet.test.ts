import { expect, test } from 'vitest'
import type { TopicView } from '@yingda/api'
import { sheetOf } from '@/leaks/topicSheet'

const topic = {
  id: '1',
  terms: ['刻字', '杯子'],
  size: 4,
  week: 3,
  week_before: 1,
  year_ago: 0,
  is_new: true,
  samples: ['能刻字吗', '=HYPERLINK("http://x","y")'],
  conversation_ids: [],
  draft_question: '能刻字吗',
  draft_answer: '可以，"备注"里写',
  decision: 'temp',
  owner: 'service',
  decided_at: 1,
  done_at: null,
  entry_id: null,
  entry_status: null,
} as TopicView

test('a table has a head and a row for each topic, in the words of the reader', () => {
  const lines = sheetOf([topic, { ...topic, decision: null, owner: null }], (key) => `<${key}>`)
  expect(lines.startsWith('\uFEFF"<leaks.topics.sheet.topic>",')).toBe(true)
  expect(lines.split('\r\n')).toHaveLength(3)
  expect(lines).toContain('"刻字 · 杯子"')
  expect(lines).toContain('"<leaks.decision.temp>","<leaks.owner.service>",""')
  expect(lines).toContain('"可以，""备注""里写"')
})

test('what customers wrote is no formula', () => {
  const lines = sheetOf([{ ...topic, samples: ['=1+1'], draft_answer: '@SUM(A1)' }], String)
  expect(lines).toContain(`"'=1+1"`)
  expect(lines).toContain(`"'@SUM(A1)"`)
})
