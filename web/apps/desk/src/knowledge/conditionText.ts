/** Says a condition in words, for whoever reads one that the rows cannot show. */
import { languageNames, type Language } from '@yingda/words'
import { useI18n } from 'vue-i18n'
import { kindOf, traitOf, type Comparison, type Scalar, type Tree } from './conditions'

export function useConditionText() {
  const { t, te } = useI18n()

  function fieldText(field: string): string {
    const kind = kindOf(field)
    if (!kind) return field
    return kind === 'trait' ? traitText(traitOf(field)) : t(`knowledge.condition.field.${kind}`)
  }

  const traitText = (name: string) =>
    te(`customers.trait.${name}`) ? t(`customers.trait.${name}`) : name

  const opText = (op: string) =>
    te(`knowledge.condition.op.${opName(op)}`) ? t(`knowledge.condition.op.${opName(op)}`) : op

  function valueText(field: string, value: Scalar): string {
    const kind = kindOf(field)
    if (kind === 'language') return languageNames[value as Language] ?? String(value)
    if (kind === 'status' && te(`orders.status.${String(value)}`))
      return t(`orders.status.${String(value)}`)
    return String(value)
  }

  function comparisonText({ field, op, value }: Comparison): string {
    if (op === 'exists')
      return `${fieldText(field)} ${t(`knowledge.condition.${value === false ? 'unknown' : 'known'}`)}`
    const values = Array.isArray(value) ? value : [value ?? '']
    const said = values.map((one) => valueText(field, one)).join(t('knowledge.condition.comma'))
    return `${fieldText(field)} ${opText(op)} ${said}`
  }

  function treeText(tree: Tree, inner = false): string {
    for (const join of ['all', 'any'] as const) {
      const parts = tree[join]
      if (!Array.isArray(parts)) continue
      const said = parts.map((part) => treeText(part as Tree, true))
      const text = said.join(t(`knowledge.condition.join.${join}`))
      return inner && parts.length > 1 ? t('knowledge.condition.group', { text }) : text
    }
    if (typeof tree.no === 'object' && tree.no !== null)
      return t('knowledge.condition.no', { text: treeText(tree.no as Tree) })
    return typeof tree.field === 'string' && typeof tree.op === 'string'
      ? comparisonText(tree as unknown as Comparison)
      : JSON.stringify(tree)
  }

  return { fieldText, opText, valueText, treeText }
}

const names: Record<string, string> = {
  '=': 'is',
  '!=': 'isNot',
  '>': 'above',
  '>=': 'atLeast',
  '<': 'below',
  '<=': 'atMost',
  in: 'oneOf',
  'not in': 'noneOf',
  contains: 'contains',
  exists: 'exists',
}
const opName = (op: string) => names[op] ?? 'other'
