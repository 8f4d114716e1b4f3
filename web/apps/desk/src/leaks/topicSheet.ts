/** The topics as a table for training courses and knowledge editors. Pure. */
import type { TopicView } from '@yingda/api'

type Say = (key: string) => string

const FORMULA = /^[=+\-@\t\r]/
const BYTE_ORDER_MARK = '\uFEFF'
const columns = ['topic', 'samples', 'reply', 'size', 'week', 'before', 'yearAgo', 'decision', 'owner', 'done'] // prettier-ignore

/** What a customer wrote must be no formula where the table is opened. */
function cell(value: string | number): string {
  const text = String(value)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

export function sheetOf(topics: readonly TopicView[], say: Say): string {
  const heads = columns.map((name) => say(`leaks.topics.sheet.${name}`))
  const rows = topics.map((topic) => [
    topic.terms.join(' · '),
    topic.samples.join('\n'),
    topic.draft_answer,
    topic.size,
    topic.week,
    topic.week_before,
    topic.year_ago,
    topic.decision ? say(`leaks.decision.${topic.decision}`) : '',
    topic.owner ? say(`leaks.owner.${topic.owner}`) : '',
    topic.done_at ? say('leaks.topics.done') : '',
  ])
  return BYTE_ORDER_MARK + [heads, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
}
