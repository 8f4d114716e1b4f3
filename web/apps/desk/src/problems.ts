/** Turns a refusal into the sentence a person reads. */
import { isProblem, type Problem } from '@yingda/api'
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

/** The sentence beside the field it is about, if the server named it. */
export function fieldSentence(error: unknown, field: string): string {
  if (!isProblem(error)) return ''
  const found = error.errors.find((entry) => entry.field.split('.').at(-1) === field)
  if (!found) return ''
  const path = `problems.${found.code}`
  return known(path) ? say(path, error.params) : say('problems.request.invalid')
}

export function showProblem(error: unknown): void {
  ElMessage({
    type: 'error',
    message: sentenceFor(error),
    showClose: true,
    duration: 6000,
    grouping: true,
  })
}

export function showDone(sentence: string): void {
  ElMessage({ type: 'success', message: sentence, duration: 2500 })
}
