/** Light or dark: what the person chose, else what the system says. */
export type ThemeChoice = 'system' | 'light' | 'dark'

const key = 'yingda.theme'
const dark = () => window.matchMedia('(prefers-color-scheme: dark)')

export function chosenTheme(): ThemeChoice {
  const stored = localStorage.getItem(key)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(key, choice)
  applyTheme()
}

export function applyTheme(): void {
  const choice = chosenTheme()
  const theme = choice === 'system' ? (dark().matches ? 'dark' : 'light') : choice
  document.documentElement.dataset.theme = theme
}

export function followSystemTheme(): void {
  applyTheme()
  dark().addEventListener('change', applyTheme)
}
