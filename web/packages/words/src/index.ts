/** Every text people see, by language and feature; a language is loaded when somebody reads it. */
export const languages = ['zh-CN', 'zh-TW', 'en'] as const
export type Language = (typeof languages)[number]
export type Words = Record<string, unknown>

export const languageNames: Record<Language, string> = {
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文（台灣）',
  en: 'English',
}

const loaders: Record<Language, () => Promise<{ default: Words }>> = {
  'zh-CN': () => import('./zh-CN'),
  'zh-TW': () => import('./zh-TW'),
  en: () => import('./en'),
}

export async function wordsOf(language: Language): Promise<Words> {
  return (await loaders[language]()).default
}

/** The language closest to what a browser or a person asks for. */
export function closestLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^zh\b.*(tw|hk|mo|hant)/i.test(tag)) return 'zh-TW'
    if (/^zh/i.test(tag)) return 'zh-CN'
    if (/^en/i.test(tag)) return 'en'
  }
  return 'en'
}
