/** Turns a refusal into the sentence a person reads. */
import { isProblem, type FieldProblem, type Problem } from '@yingda/api'
import { ElMessage } from 'element-plus'
import { known, say } from './i18n'

export function sentenceFor(error: unknown): string {
  if (!isProblem(error)) return say('problems.server.error')
  const path = `problems.${error.code}`
  if (known(path)) return say(path, error.params)
  return error.title || say(fallback(error), { code: error.code })
}

function fallback(problem: Problem): string {
  if (problem.status === 404) return 'problems.not_found'
  if (problem.status === 403) return 'problems.forbidden'
  return problem.status >= 500 ? 'problems.server.error' : 'problems.unknown'
}

/** The sentence above a form's buttons: what is wrong with a field stands beside that field. */
export function formSentence(error: unknown): string {
  if (isProblem(error) && error.status === 422 && error.errors.length > 0)
    return say('problems.request.invalid')
  return sentenceFor(error)
}

/** The sentence beside the field it is about, if the server named it. */
export function fieldSentence(error: unknown, field: string): string {
  if (!isProblem(error)) return ''
  const found = error.errors.find((entry) => entry.field.split('.').at(-1) === field)
  if (!found) return ''
  const path = fieldPath(found)
  return say(known(path) ? path : 'problems.field.invalid', found.params ?? error.params)
}

/** Beside a field one reads what the field needs, and nothing about sending. */
function fieldPath({ code, params }: FieldProblem): string {
  if (code === 'text.empty')
    return Number(params?.limit) > 1 ? 'problems.field.short' : 'problems.field.empty'
  if (code === 'text.too_long') return 'problems.field.long'
  return code === 'request.missing' ? 'problems.field.empty' : `problems.${code}`
}

export function showProblem(error: unknown): void {
  showRefusal(sentenceFor(error))
}

export function showRefusal(sentence: string): void {
  ElMessage({
    type: 'error',
    message: sentence,
    showClose: true,
    duration: 6000,
    grouping: true,
  })
}

export function showDone(sentence: string): void {
  ElMessage({ type: 'success', message: sentence, duration: 2500 })
}
