/** The editor's form of an entry, and when an entry counts. Pure. */
import type { EntryDraft, EntryView } from '@yingda/api'

export interface EntryForm {
  question: string
  answer: string
  category: string
  similar: string[]
  answer_mode: EntryView['answer_mode']
  conditions: EntryView['conditions']
  status: EntryView['status']
  valid: [number, number] | null
}

export function formOf(entry: EntryView | undefined): EntryForm {
  return {
    question: entry?.question ?? '',
    answer: entry?.answer ?? '',
    category: entry?.category ?? '',
    similar: [...(entry?.similar ?? [])],
    answer_mode: entry?.answer_mode ?? 'public',
    conditions: entry?.conditions ?? null,
    status: entry?.status ?? 'live',
    valid: entry?.valid_from && entry.valid_until ? [entry.valid_from, entry.valid_until] : null,
  }
}

export function draftOf(form: EntryForm): EntryDraft {
  return {
    question: form.question.trim(),
    answer: form.answer.trim(),
    category: form.category.trim(),
    similar: form.similar.map((one) => one.trim()).filter(Boolean),
    answer_mode: form.answer_mode,
    conditions: form.conditions,
    status: form.status,
    valid_from: form.valid?.[0] ?? null,
    valid_until: form.valid?.[1] ?? null,
  }
}

export function validityOf(
  entry: Pick<EntryView, 'valid_from' | 'valid_until'>,
  now: number,
): 'now' | 'later' | 'over' {
  if (entry.valid_until !== null && entry.valid_until < now) return 'over'
  return entry.valid_from !== null && entry.valid_from > now ? 'later' : 'now'
}
