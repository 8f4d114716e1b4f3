/** A product as this shop shows it: its name in the reader's language, picture, category, facts. */
import type { Product } from './state'
import { language } from './words'

/** The demo's goods name their category in Chinese only. */
const CATEGORIES: Record<string, string> = {
  净水器: 'water',
  厨具: 'cookware',
  厨房电器: 'kitchen',
  大家电: 'large',
  家纺: 'textiles',
  收纳: 'storage',
  清洁电器: 'cleaning',
  灯具: 'lighting',
  环境电器: 'air',
}
const NOT_FACTS = new Set(['category', 'titles', 'picture'])

export function titleOf({ title, attributes }: Product): string {
  const titles = attributes.titles as Record<string, string> | undefined
  return titles?.[language.value] ?? title
}

export function pictureOf({ image_url, attributes }: Product): string {
  const picture = typeof attributes.picture === 'string' ? attributes.picture : null
  return image_url ?? (picture ? `/shop/pictures/${picture}.svg` : '/shop/mark.svg')
}

export function categoryOf({ attributes }: Product): string {
  const category = typeof attributes.category === 'string' ? attributes.category : ''
  return CATEGORIES[category] ?? category
}

/** The facts are written in one language only; shown to those who read it. */
export function factsOf({ attributes }: Product): [string, string][] {
  if (language.value !== 'zh-CN') return []
  return Object.entries(attributes)
    .filter(([name, value]) => !NOT_FACTS.has(name) && typeof value !== 'object')
    .map(([name, value]) => [name, String(value)])
}

export function money(cents: number, currency: string): string {
  const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  const digits = cents % 100 === 0 ? 0 : 2
  return new Intl.NumberFormat(language.value, {
    ...options,
    minimumFractionDigits: digits,
  }).format(cents / 100)
}

export function day(at: number): string {
  return new Intl.DateTimeFormat(language.value, { month: 'short', day: 'numeric' }).format(at)
}
