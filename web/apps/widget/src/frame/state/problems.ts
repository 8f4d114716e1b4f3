/** A refusal in words: this widget's own sentence for the code, or an honest general one. */
import type { Params } from '@yingda/words/speaking'
import { t, tCode } from './words'

interface Refusal {
  code: string
  params?: Record<string, unknown>
}

export function problemText({ code, params }: Refusal): string {
  return tCode('problems', code, (params ?? {}) as Params) ?? t('problems.other', { code })
}
