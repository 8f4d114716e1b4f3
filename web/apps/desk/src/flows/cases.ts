/** A case of a branch as one comparison a person can edit, and back. Pure. */

/** Whether one row can show it: a single comparison with a single value. */
export function isPlain(when: Record<string, unknown>): boolean {
  return 'field' in when && when.op !== 'in' && when.op !== 'not in' && !Array.isArray(when.value)
}

export function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : text
}

export function shownValue(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : ''
}
