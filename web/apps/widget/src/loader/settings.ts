/** What the site says about the widget, in the data- attributes of the script tag. */
import type { LauncherLook } from './memory'

export interface Settings {
  frame: URL
  language: string
  look: Partial<LauncherLook>
}

export function readSettings(): Settings | null {
  const script =
    document.currentScript ?? document.querySelector('script[data-key][src*="/widget/loader.js"]')
  if (!(script instanceof HTMLScriptElement) || !script.dataset.key) return null
  const { key, language, accent, position, text } = script.dataset
  const frame = new URL('frame', script.src)
  frame.searchParams.set('key', key)
  if (language) frame.searchParams.set('language', language)
  return {
    frame,
    language: language ?? navigator.language,
    look: {
      ...(accent ? { accent } : {}),
      ...(position === 'left' || position === 'right' ? { position } : {}),
      ...(text === undefined ? {} : { text }),
    },
  }
}
