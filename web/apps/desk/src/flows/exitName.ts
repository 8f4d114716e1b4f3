/** What a way out of a step is called, in the picture and beside its field. */
import type { FlowStep } from '@yingda/api'
import { useI18n } from 'vue-i18n'
import { textIn } from './steps'

export function useExitName() {
  const { t, locale } = useI18n()
  return (step: FlowStep | undefined, field: string): string => {
    const [list, place] = field.split('.')
    if (list === 'choices') return textIn(step?.choices?.[Number(place)]?.label, locale.value)
    if (list === 'cases') return t('flows.caseNumber', { n: Number(place) + 1 })
    const plain = step?.do === 'choose_order' || step?.do === 'call'
    if (field === 'next') return plain ? t(`flows.exit.${step.do}`) : ''
    return t(`flows.exit.${field}`)
  }
}
