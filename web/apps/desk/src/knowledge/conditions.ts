/** Conditions of an entry as rows that a person can edit, and back as the server's tree. Pure. */

export type Join = 'all' | 'any'
export type Scalar = string | number | boolean
export interface Comparison {
  field: string
  op: string
  value?: Scalar | Scalar[] | null
}
export interface Rows {
  join: Join
  rows: Comparison[]
}
export type Tree = Record<string, unknown>

export type Kind = 'tier' | 'language' | 'status' | 'trait'
export const kinds: Kind[] = ['tier', 'language', 'status', 'trait']
const fields: Record<Exclude<Kind, 'trait'>, string> = {
  tier: 'customer.tier',
  language: 'customer.language',
  status: 'order.status',
}
const traits = 'customer.'

/** How each kind of fact can be compared; the first is what a new row begins with. */
export const operators: Record<Kind, string[]> = {
  tier: ['>=', '<=', '=', '!=', '>', '<', 'in', 'not in'],
  language: ['=', '!=', 'in', 'not in'],
  status: ['=', '!=', 'in', 'not in', 'exists'],
  trait: ['=', '!=', 'contains', 'in', 'not in', '>', '>=', '<', '<=', 'exists'],
}
const lists = new Set(['in', 'not in'])
const orders = new Set(['>', '>=', '<', '<='])

export const statuses = [
  'unpaid',
  'paid',
  'shipped',
  'delayed',
  'delivered',
  'refunding',
  'refunded',
  'cancelled',
  'completed',
]

export function kindOf(field: string): Kind | null {
  const known = kinds.find((kind) => kind !== 'trait' && fields[kind] === field)
  return known ?? (field.startsWith(traits) ? 'trait' : null)
}

export const traitOf = (field: string) => field.slice(traits.length)
export const fieldOf = (kind: Kind, trait = '') =>
  kind === 'trait' ? traits + trait.trim() : fields[kind]

/** What is entered as the value: one or several, words or numbers, or nothing at all. */
export function entryFor(row: Comparison): 'none' | 'one' | 'many' | 'number' | 'numbers' {
  const counts = kindOf(row.field) === 'tier' || orders.has(row.op)
  if (row.op === 'exists') return 'none'
  if (lists.has(row.op)) return counts ? 'numbers' : 'many'
  return counts ? 'number' : 'one'
}

export function newRow(kind: Kind): Comparison {
  return fitted({ field: fieldOf(kind), op: operators[kind][0] ?? '=' })
}

/** The row with a value of the sort its field and operator ask for; what fits is kept. */
export function fitted(row: Comparison): Comparison {
  const kind = kindOf(row.field) ?? 'trait'
  const op = operators[kind].includes(row.op) ? row.op : (operators[kind][0] ?? '=')
  const { field, value } = row
  if (op === 'exists') return { field, op, value: value === false ? false : true }
  const fits = { field, op, value: value ?? null }
  return isEditable(fits) ? fits : { field, op, value: lists.has(op) ? [] : null }
}

/** Whether the rows can show this comparison without changing what it says. */
export function isEditable(row: Comparison): boolean {
  const kind = kindOf(row.field)
  if (!kind || !operators[kind].includes(row.op)) return false
  const { value } = row
  const all = (sort: string) => Array.isArray(value) && value.every((one) => typeof one === sort)
  switch (entryFor(row)) {
    case 'none':
      return value === undefined || value === null || typeof value === 'boolean'
    case 'number':
      return value === null || typeof value === 'number'
    case 'numbers':
      return all('number')
    case 'many':
      return all('string')
    default:
      return value === null || typeof value === 'string'
  }
}

const isObject = (tree: unknown): tree is Tree =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree)
const isComparison = (tree: unknown): tree is Tree & Comparison =>
  isObject(tree) && typeof tree.field === 'string' && typeof tree.op === 'string'

/** The rows of a tree, or null when only the server's own notation can hold what it says. */
export function rowsOfTree(tree: Tree | null): Rows | null {
  if (tree === null) return { join: 'all', rows: [] }
  if (isComparison(tree)) return rowsOfParts('all', [tree])
  const join = (['all', 'any'] as const).find((name) => Array.isArray(tree[name]))
  return join && Object.keys(tree).length === 1 ? rowsOfParts(join, tree[join] as unknown[]) : null
}

function rowsOfParts(join: Join, parts: unknown[]): Rows | null {
  const rows = parts.filter(isComparison).map(({ field, op, value }) => ({ field, op, value }))
  return rows.length === parts.length && rows.every(isEditable) ? { join, rows } : null
}

export function treeOfRows({ join, rows }: Rows): Tree | null {
  return rows.length ? { [join]: rows.map((row) => ({ ...row })) } : null
}

/** The rows' own refusals: which part of which row, by the places the server names. */
export function refusedPart(
  errors: readonly { field: string; code: string }[],
  row: number,
): string | undefined {
  const place = new RegExp(`^conditions\\.(?:(?:all|any)\\.)?${String(row)}(?:\\.|$)`)
  return errors.find((error) => place.test(error.field))?.code
}
