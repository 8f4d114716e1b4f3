/** The merchant's accent, made readable on light and dark ground, and the person's wish for either. */
import type { WidgetLook } from '@yingda/api'
import { effect, signal } from '@preact/signals'
import { hexOf, inkOn, readableOn, soft } from './colour'
import { recall, remember } from './memory'
import { tellPage } from './parent'
import { language } from './words'

export type Theme = 'light' | 'dark'
const GROUND: Record<Theme, string> = { light: '#ffffff', dark: '#1c2025' }
const DEFAULT_ACCENT = '#0f766e'

const system = window.matchMedia('(prefers-color-scheme: dark)')
const chosen = signal(recall('theme') as Theme | null)
const systemTheme = signal<Theme>(system.matches ? 'dark' : 'light')
const accent = signal(DEFAULT_ACCENT)

system.addEventListener('change', () => {
  systemTheme.value = system.matches ? 'dark' : 'light'
})

export function theme(): Theme {
  return chosen.value ?? systemTheme.value
}

export function switchTheme(): void {
  chosen.value = theme() === 'dark' ? 'light' : 'dark'
  remember('theme', chosen.value)
}

export function applyLook(look: WidgetLook): void {
  accent.value = hexOf(look.accent) ?? DEFAULT_ACCENT
  tellPage('look', {
    accent: accent.value,
    ink: inkOn(accent.value),
    position: look.position,
    text: look.launcher_text[language.value] ?? '',
  })
}

effect(() => {
  const root = document.documentElement
  const ground = GROUND[theme()]
  const readable = readableOn(ground, accent.value)
  root.dataset.theme = theme()
  root.style.setProperty('--accent', accent.value)
  root.style.setProperty('--accent-ink', inkOn(accent.value))
  root.style.setProperty('--accent-text', readable)
  root.style.setProperty('--accent-soft', soft(ground, readable))
})
