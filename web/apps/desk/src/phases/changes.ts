/** What a phase changes, in words. Pure. */
import type { PhaseChanges } from '@yingda/api'

type Say = (key: string, params: Record<string, unknown>) => string

export const SHARES = ['answer_above', 'choices_above'] as const
export const COUNTS = ['most_choices', 'unknowns_before_human'] as const

export function changesOf(changes: PhaseChanges, say: Say): string[] {
  const told = [...SHARES, ...COUNTS].flatMap((name) => {
    const value = changes[name]
    if (value === null) return []
    const n = SHARES.some((share) => share === name) ? Math.round(value * 100) : value
    return [say(`phases.told.${name}`, { n })]
  })
  const level = changes.entry_level
  return level === null ? told : [...told, say(`helpcenter.entry.levels.${level}`, {})]
}
