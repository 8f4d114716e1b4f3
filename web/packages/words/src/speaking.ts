/** Speaking with the words of one small page, which come as one file in one language. */
export type Params = Record<string, string | number>
export type Keys<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}`
}[keyof T & string]

export const shortNames = { 'zh-CN': '简体中文', 'zh-TW': '繁體中文', en: 'English' } as const

/** The language closest to one tag, such as a browser's. */
export function closestTo(tag: string): keyof typeof shortNames {
  if (/^zh-(tw|hk|mo|hant)/i.test(tag)) return 'zh-TW'
  return /^zh/i.test(tag) ? 'zh-CN' : 'en'
}

/** The text at a dotted path, null where there is none. */
export function textAt(words: unknown, path: string): string | null {
  let at = words
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null) return null
    at = (at as Record<string, unknown>)[part]
  }
  return typeof at === 'string' ? at : null
}

/** The text with its {names} filled in; a name without a value stays as it is. */
export function filled(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}
