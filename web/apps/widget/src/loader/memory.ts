/** What the shop's tab remembers for the widget; a page that forbids storage just forgets. */
const OPEN = 'yingda.open'
const LOOK = 'yingda.look'
const TALKING = 'yingda.talking'

export interface LauncherLook {
  accent: string
  ink: string
  position: 'left' | 'right'
  text: string
}

export function wasOpen(): boolean {
  return read(OPEN) === '1'
}

export function rememberOpen(open: boolean): void {
  write(OPEN, open ? '1' : '0')
}

export function wasTalking(): boolean {
  return read(TALKING) === '1'
}

export function rememberTalking(talking: boolean): void {
  write(TALKING, talking ? '1' : '0')
}

export function knownLook(): Partial<LauncherLook> {
  try {
    return JSON.parse(read(LOOK) ?? '{}') as Partial<LauncherLook>
  } catch {
    return {}
  }
}

export function rememberLook(look: Partial<LauncherLook>): void {
  write(LOOK, JSON.stringify(look))
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value)
  } catch {
    // Forbidden here: the panel simply starts closed on the next page.
  }
}
