/** The form of a shop's settings, and what of it is sent. Pure. */
import type { MerchantChange, MerchantView } from '@yingda/api'

export type ShopDraft = Required<MerchantChange>

export function draftOf(merchant: MerchantView): ShopDraft {
  const { name, slug, language, timezone, settings } = merchant
  const { country, reply_target_seconds, accept_timeout_seconds, merge_window_seconds } = settings
  return {
    name,
    slug,
    language,
    timezone,
    country,
    reply_target_seconds,
    accept_timeout_seconds,
    merge_window_seconds,
  }
}

export function changeOf(draft: ShopDraft): MerchantChange {
  return { ...draft, name: draft.name.trim(), slug: draft.slug.trim() }
}
