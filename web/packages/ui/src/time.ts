/** Times and durations as people say them. The words come from packages/words (`time.*`). */
export type Say = (key: string, params?: Record<string, unknown>) => string

const minute = 60
const hour = 60 * minute
const day = 24 * hour

export function sayDuration(seconds: number, say: Say): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < minute) return say('time.seconds', { s: whole })
  if (whole < hour) {
    const s = whole % minute
    return say(s ? 'time.minutesSeconds' : 'time.minutes', { m: Math.floor(whole / minute), s })
  }
  if (whole < day) {
    const m = Math.floor((whole % hour) / minute)
    return say(m ? 'time.hoursMinutes' : 'time.hours', { h: Math.floor(whole / hour), m })
  }
  return say('time.days', { d: Math.floor(whole / day) })
}

/** Waiting time in a list: short, and never jumping in width. */
export function clockFace(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (value: number) => String(value).padStart(2, '0')
  if (whole < hour) return `${Math.floor(whole / minute)}:${two(whole % minute)}`
  return `${Math.floor(whole / hour)}:${two(Math.floor((whole % hour) / minute))}:${two(whole % minute)}`
}

export function sayAgo(at: number, now: number, say: Say, locale: string): string {
  const seconds = Math.max(0, (now - at) / 1000)
  if (seconds < minute) return say('time.justNow')
  if (seconds < hour) return say('time.minutesAgo', { n: Math.floor(seconds / minute) })
  if (sameDay(at, now)) return formatted(at, locale, { hour: '2-digit', minute: '2-digit' })
  if (sameDay(at, now - day * 1000)) return say('time.yesterday')
  const year = new Date(at).getFullYear() === new Date(now).getFullYear()
  return formatted(at, locale, {
    year: year ? undefined : 'numeric',
    month: 'numeric',
    day: 'numeric',
  })
}

export function sayExact(at: number, locale: string): string {
  return formatted(at, locale, { dateStyle: 'medium', timeStyle: 'medium' })
}

export function sayHour(at: number, locale: string): string {
  return formatted(at, locale, { hour: '2-digit', minute: '2-digit' })
}

export function sayDay(at: number, now: number, say: Say, locale: string): string {
  if (sameDay(at, now)) return say('time.today')
  if (sameDay(at, now - day * 1000)) return say('time.yesterday')
  return formatted(at, locale, { year: 'numeric', month: 'long', day: 'numeric' })
}

export function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString()
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatted(at: number, locale: string, options: Intl.DateTimeFormatOptions): string {
  const key = locale + JSON.stringify(options)
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat(locale, { hourCycle: 'h23', ...options })
  formats.set(key, format)
  return format.format(at)
}
