/** What a customer gave in a task, as an agent reads it. */

const hidden = new Set(['id', 'order_id', 'image_url', 'currency'])

function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  const parts = value as Record<string, unknown>
  if (typeof parts.number === 'string') return parts.number
  if (typeof parts.label === 'string') return parts.label
  return Object.entries(parts)
    .filter(([name, part]) => !hidden.has(name) && typeof part !== 'object')
    .map(([name, part]) => `${name} ${String(part)}`)
    .join(' · ')
}

/** Names with their values; an order is its number, a choice its words, and what says nothing is left out. */
export function gathered(values: Record<string, unknown>) {
  return Object.entries(values)
    .map(([name, value]) => ({ name, text: shown(value) }))
    .filter((one) => one.text !== '')
}
