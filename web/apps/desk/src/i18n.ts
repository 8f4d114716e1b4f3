/** The language of the desk: chosen by the person, kept in this browser. */
import { closestLanguage, wordsOf, type Language } from '@yingda/words'
import { createI18n } from 'vue-i18n'

const key = 'yingda.language'
const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: false,
  missingWarn: false,
})

export function chosenLanguage(): Language {
  return closestLanguage([localStorage.getItem(key) ?? '', ...navigator.languages])
}

export async function speak(language: Language, remember = true): Promise<void> {
  // vue-i18n types messages by what it was made with; ours arrive later.
  i18n.global.setLocaleMessage(language, (await wordsOf(language)) as never)
  i18n.global.locale.value = language as never
  document.documentElement.lang = language
  if (remember) localStorage.setItem(key, language)
}

export function hasChosenLanguage(): boolean {
  return localStorage.getItem(key) !== null
}

export async function startWords() {
  await speak(chosenLanguage(), false)
  return i18n
}

/** For code outside components. */
export function say(path: string, params: Record<string, unknown> = {}): string {
  return i18n.global.t(path, params)
}

export function known(path: string): boolean {
  return i18n.global.te(path)
}
