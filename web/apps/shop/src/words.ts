/** The shop's language: its words come as one small file. */
import type { Language } from '@yingda/api'
import type * as zhCN from '@yingda/words/zh-CN/shop.json'
import { closestTo, filled, textAt, type Keys, type Params } from '@yingda/words/speaking'
import { signal } from '@preact/signals'
import { recall, remember } from './memory'

type Words = Omit<typeof zhCN, 'default'>

const packs: Record<Language, () => Promise<Words>> = {
  'zh-CN': () => import('@yingda/words/zh-CN/shop.json'),
  'zh-TW': () => import('@yingda/words/zh-TW/shop.json'),
  en: () => import('@yingda/words/en/shop.json'),
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
  return closestTo(recall('language') ?? navigator.language)
}

export function t(key: Keys<Words>, params: Params = {}): string {
  return filled(textAt(words.value, key) ?? key, params)
}

/** A word for something the data names; what has none is shown as it is. */
export function tCode(group: 'categories' | 'status', code: string): string {
  return textAt(words.value, `${group}.${code}`) ?? code
}
