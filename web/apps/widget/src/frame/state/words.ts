/** The person's language: chosen, asked for by the site, or the browser's; its words come as one small file. */
import type { Language } from '@yingda/api'
import type * as zhCN from '@yingda/words/zh-CN/widget.json'
import { signal } from '@preact/signals'
import { recall, remember } from './memory'

type Words = Omit<typeof zhCN, 'default'>
type Keys<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T &
  string]
export type WordKey = Keys<Words>
export type Params = Record<string, string | number>

const packs: Record<Language, () => Promise<Words>> = {
  'zh-CN': () => import('@yingda/words/zh-CN/widget.json'),
  'zh-TW': () => import('@yingda/words/zh-TW/widget.json'),
  en: () => import('@yingda/words/en/widget.json'),
}
export const LANGUAGES: Record<Language, string> = {
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
  en: 'English',
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
  return closest(recall('language') ?? asked ?? navigator.language)
}

export function closest(tag: string): Language {
  if (/^zh-(tw|hk|mo|hant)/i.test(tag)) return 'zh-TW'
  return /^zh/i.test(tag) ? 'zh-CN' : 'en'
}

export function t(key: WordKey, params: Params = {}): string {
  return fill(find(key) ?? key, params)
}

/** For codes the server names: null when this widget has no sentence for it. */
export function tCode(group: string, code: string, params: Params = {}): string | null {
  const text = find(`${group}.${code}`)
  return text === null ? null : fill(text, params)
}

function find(key: string): string | null {
  let at: unknown = words.value
  for (const part of key.split('.')) {
    if (typeof at !== 'object' || at === null) return null
    at = (at as Record<string, unknown>)[part]
  }
  return typeof at === 'string' ? at : null
}

function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}
