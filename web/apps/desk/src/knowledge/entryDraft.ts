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
  designed_level: number | null
  valid_from: number | null
  valid_until: number | null
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
    designed_level: entry?.designed_level ?? null,
    valid_from: entry?.valid_from ?? null,
    valid_until: entry?.valid_until ?? null,
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
    designed_level: form.designed_level,
    valid_from: form.valid_from,
    valid_until: form.valid_until,
  }
}

export function validityOf(
  entry: Pick<EntryView, 'valid_from' | 'valid_until'>,
  now: number,
): 'now' | 'later' | 'over' {
  if (entry.valid_until !== null && entry.valid_until < now) return 'over'
  return entry.valid_from !== null && entry.valid_from > now ? 'later' : 'now'
}
