/** “Why me” and “why waiting” in words. */
import type { Reason } from '@yingda/api'
import { useI18n } from 'vue-i18n'

export function useReasons() {
  const { t, te } = useI18n()

  function sayReason({ code, params }: Reason): string {
    const shown = Object.fromEntries(
      Object.entries(params).map(([key, value]) => [
        key,
        Array.isArray(value) ? value.join(', ') : value,
      ]),
    )
    return te(`reasons.${code}`) ? t(`reasons.${code}`, shown) : t('reasons.unknown', { code })
  }

  return { sayReasons: (reasons: Reason[] | null | undefined) => (reasons ?? []).map(sayReason) }
}
