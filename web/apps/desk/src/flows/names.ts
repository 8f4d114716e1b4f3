/** What a value is called in the editor: the step's own label, else the usual word, else its code. */
import type { FlowDocument, Texts } from '@yingda/api'
import { textIn } from './steps'

export type NameOf = (path: string) => string

export function nameOf(
  document: FlowDocument,
  usual: Record<string, Texts>,
  path: string,
  language: string,
): string {
  const [name = '', part] = path.split('.')
  const step = document.steps.find((one) => (one.do === 'call' ? one.into : one.slot) === name)
  const whole = textIn(step?.label, language) || textIn(usual[name], language) || name
  if (part === undefined) return whole
  return `${whole} · ${textIn(usual[part], language) || part}`
}
