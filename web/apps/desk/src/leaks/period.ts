/** The days that a page of figures is about, as the person who looks has days. */
export const periods = [1, 7, 30] as const

const isoDay = (date: Date) =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')

export function periodOf(days: number, now = new Date()): { from_day: string; to_day: string } {
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days + 1)
  return { from_day: isoDay(first), to_day: isoDay(now) }
}
