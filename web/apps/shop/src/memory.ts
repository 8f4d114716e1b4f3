/** What the shop remembers in this browser: who one is playing, and the language. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`qinghe.${name}`)
  } catch {
    return null
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`qinghe.${name}`, value)
  } catch {
    // Forbidden here: remembered until the page is left.
  }
}
