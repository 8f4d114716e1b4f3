/** Times, durations, money and sizes as people of each language say them. */
import { language, t } from './words'

const MINUTE = 60_000
const DAY = 86_400_000

export function clockTime(at: number): string {
  return new Intl.DateTimeFormat(language.value, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
}

export function dayAndTime(at: number, now = Date.now()): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  if (at >= midnight) return clockTime(at)
  if (at >= midnight - DAY) return t('time.yesterday', { time: clockTime(at) })
  const day = new Intl.DateTimeFormat(language.value, { month: 'short', day: 'numeric' }).format(at)
  return `${day} ${clockTime(at)}`
}

export function date(at: number): string {
  return new Intl.DateTimeFormat(language.value, { month: 'short', day: 'numeric' }).format(at)
}

/** A wait is a guess: whole minutes, never a false precision of seconds. */
export function wait(seconds: number): string {
  if (seconds < 60) return t('time.under_a_minute')
  const minutes = Math.ceil((seconds * 1000) / MINUTE)
  if (minutes < 60) return t('time.minutes', { count: minutes })
  return t('time.hours', { count: Math.ceil(minutes / 60) })
}

export function money(cents: number, currency: string): string {
  const minimumFractionDigits = cents % 100 === 0 ? 0 : 2
  const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  return new Intl.NumberFormat(language.value, { ...options, minimumFractionDigits }).format(
    cents / 100,
  )
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
