/** What a link brings along behind the #, where no server writes it down; told once, then gone. */
export function asked(name: string): string | null {
  return new URLSearchParams(location.hash.slice(1)).get(name)
}

export function forgetAsked(): void {
  history.replaceState(null, '', location.pathname + location.search)
}
