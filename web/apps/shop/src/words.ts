/** The shop's language: its words come as one small file. */
import type { Language } from '@yingda/api'
import type * as zhCN from '@yingda/words/zh-CN/shop.json'
import { signal } from '@preact/signals'
import { recall, remember } from './memory'

type Words = Omit<typeof zhCN, 'default'>
type Keys<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}`
}[keyof T & string]

const packs: Record<Language, () => Promise<Words>> = {
  'zh-CN': () => import('@yingda/words/zh-CN/shop.json'),
  'zh-TW': () => import('@yingda/words/zh-TW/shop.json'),
  en: () => import('@yingda/words/en/shop.json'),
}
export const LANGUAGES: Record<Language, string> = {
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
  en: 'English',
}

export const language = signal<Language>('zh-CN')
const words = signal<Words | null>(null)

export async function speak(wanted: Language): Promise<void> {
  words.value = await packs[wanted]()
  language.value = wanted
  document.documentElement.lang = wanted
  document.title = t('name')
  remember('language', wanted)
}

export function firstLanguage(): Language {
  const tag = recall('language') ?? navigator.language
  if (/^zh-(tw|hk|mo|hant)/i.test(tag)) return 'zh-TW'
  return /^zh/i.test(tag) ? 'zh-CN' : 'en'
}

export function t(key: Keys<Words>, params: Record<string, string | number> = {}): string {
  const text = said(key) ?? key
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}

/** A word for something the data names; what has none is shown as it is. */
export function tCode(group: 'categories' | 'status', code: string): string {
  return said(`${group}.${code}`) ?? code
}

function said(key: string): string | null {
  let at: unknown = words.value
  for (const part of key.split('.')) {
    if (typeof at !== 'object' || at === null) return null
    at = (at as Record<string, unknown>)[part]
  }
  return typeof at === 'string' ? at : null
}
