/** The person's language: chosen, asked for by the site, or the browser's; its words come as one small file. */
import type { Language } from '@yingda/api'
import type * as zhCN from '@yingda/words/zh-CN/widget.json'
import { closestTo, filled, textAt, type Keys, type Params } from '@yingda/words/speaking'
import { signal } from '@preact/signals'
import { recall, remember } from './memory'

type Words = Omit<typeof zhCN, 'default'>
export type WordKey = Keys<Words>

const packs: Record<Language, () => Promise<Words>> = {
  'zh-CN': () => import('@yingda/words/zh-CN/widget.json'),
  'zh-TW': () => import('@yingda/words/zh-TW/widget.json'),
  en: () => import('@yingda/words/en/widget.json'),
}

export const language = signal<Language>('zh-CN')
const words = signal<Words | null>(null)

export async function speak(wanted: Language, chosen = false): Promise<void> {
  const pack = await packs[wanted]()
  words.value = pack
  language.value = wanted
  document.documentElement.lang = wanted
  if (chosen) remember('language', wanted)
}

export function firstLanguage(asked: string | null): Language {
  return closestTo(recall('language') ?? asked ?? navigator.language)
}

export function t(key: WordKey, params: Params = {}): string {
  return filled(textAt(words.value, key) ?? key, params)
}

/** For codes the server names: null when this widget has no sentence for it. */
export function tCode(group: string, code: string, params: Params = {}): string | null {
  const text = textAt(words.value, `${group}.${code}`)
  return text === null ? null : filled(text, params)
}
