/** What this browser keeps for the widget; where storage is forbidden, for as long as the page lives. */
const kept = new Map<string, string>()

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`yingda.${name}`)
  } catch {
    return kept.get(name) ?? null
  }
}

export function remember(name: string, value: string | null): void {
  if (value === null) kept.delete(name)
  else kept.set(name, value)
  try {
    if (value === null) localStorage.removeItem(`yingda.${name}`)
    else localStorage.setItem(`yingda.${name}`, value)
  } catch {
    // Private mode or a blocked third-party frame: memory has it.
  }
}

export function storage(): Storage | undefined {
  try {
    return localStorage
  } catch {
    return undefined
  }
}
