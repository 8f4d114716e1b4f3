/** The merchant's launcher, asked for once a visit; a site that forbids asking keeps the plain one. */
import { hexOf, inkOn } from '../frame/state/colour'
import { rememberLook, type LauncherLook } from './memory'

interface LookView {
  look: {
    accent: string
    position: 'left' | 'right'
    launcher_text: Record<string, string | undefined>
  }
}

export async function askLook(frame: URL, language: string): Promise<Partial<LauncherLook>> {
  try {
    const address = new URL('/api/widget/look', frame)
    address.searchParams.set('public_key', frame.searchParams.get('key') ?? '')
    const answer = await fetch(address, { credentials: 'omit' })
    if (!answer.ok) return {}
    const { look } = (await answer.json()) as LookView
    const accent = hexOf(look.accent)
    const text = look.launcher_text[language] ?? ''
    const known = {
      position: look.position,
      text,
      ...(accent ? { accent, ink: inkOn(accent) } : {}),
    }
    rememberLook(known)
    return known
  } catch {
    return {}
  }
}
