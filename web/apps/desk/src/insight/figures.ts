/** A figure as a person reads it: 3 分 20 秒, 92.5 %, 4.6, 128. */
import type { BotFigure, Figure } from '@yingda/api'
import { sayDuration } from '@yingda/ui'
import { useI18n } from 'vue-i18n'

export function useFigure() {
  const { t, locale } = useI18n()
  const number = (value: number, digits: number, style: 'decimal' | 'percent' = 'decimal') =>
    new Intl.NumberFormat(locale.value, { style, maximumFractionDigits: digits }).format(value)

  function sayValue(value: number | null, unit: Figure['unit']): string {
    if (value === null) return '—'
    if (unit === 'seconds') return sayDuration(value, (key, params) => t(key, params ?? {}))
    if (unit === 'ratio') return number(value, 1, 'percent')
    // A median of counts may lie between two of them.
    return number(value, unit === 'score' ? 2 : 1)
  }

  return {
    sayValue,
    sayFigure: (figure: Figure | BotFigure) => sayValue(figure.value, figure.unit),
  }
}
