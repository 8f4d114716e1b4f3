/** Making and changing steps: every change gives a new document. Pure. */
import type { FlowDocument, FlowStep, StepKind, Texts } from '@yingda/api'
import { exitsOf } from './layout'

export const kinds: StepKind[] = [
  'say',
  'ask',
  'choose_order',
  'call',
  'branch',
  'confirm',
  'hand_over',
  'end',
]
export const slotKinds = ['text', 'number', 'phone', 'date', 'choice'] as const
const ORDER_PARTS = [
  'number',
  'status',
  'title',
  'amount_cents',
  'carrier',
  'tracking_no',
  'expected_at',
  'address',
  'age_hours',
]

export function newStep(document: FlowDocument, kind: StepKind): FlowStep {
  const taken = new Set(document.steps.map((step) => step.id))
  let number = 1
  while (taken.has(`${kind}_${number}`)) number += 1
  const id = `${kind}_${number}`
  switch (kind) {
    case 'ask':
      return { id, do: kind, say: {}, slot: id, kind: 'text' }
    case 'choose_order':
      return { id, do: kind, say: {}, slot: 'order', statuses: [] }
    case 'call':
      return { id, do: kind, action: '', inputs: {}, into: id }
    case 'branch':
      return { id, do: kind, cases: [] }
    case 'end':
      return { id, do: kind, say: {}, solved: true }
    default:
      return { id, do: kind, say: {} }
  }
}

export function withStep(document: FlowDocument, step: FlowStep): FlowDocument {
  const known = document.steps.some((one) => one.id === step.id)
  const steps = known
    ? document.steps.map((one) => (one.id === step.id ? step : one))
    : [...document.steps, step]
  return { ...document, steps, start: document.start ?? step.id }
}

export function withoutStep(document: FlowDocument, id: string): FlowDocument {
  return {
    ...document,
    start: document.start === id ? null : (document.start ?? null),
    steps: document.steps.filter((one) => one.id !== id),
  }
}

/** What lies at `choices.0.next`: sets one way out of a step. */
export function withExit(step: FlowStep, field: string, to: string | null): FlowStep {
  const [list, place] = field.split('.')
  if (place === undefined) return { ...step, [field]: to }
  const at = Number(place)
  if (list === 'choices')
    return {
      ...step,
      choices: step.choices?.map((one, n) => (n === at ? { ...one, next: to } : one)),
    }
  return { ...step, cases: step.cases?.map((one, n) => (n === at ? { ...one, next: to } : one)) }
}

/** Every value that steps of the flow gather, to choose from. */
export function valuesOf(
  document: FlowDocument,
  outputs: Record<string, readonly string[]>,
): string[] {
  const found = document.steps.flatMap((step) => {
    if (step.do === 'ask' && step.slot) return [step.slot]
    if (step.do === 'choose_order' && step.slot)
      return [step.slot, ...ORDER_PARTS.map((part) => `${step.slot}.${part}`)]
    if (step.do === 'call' && step.into)
      return [...(outputs[step.action ?? ''] ?? []), 'reason'].map((one) => `${step.into}.${one}`)
    return []
  })
  return [...new Set(found)]
}

export function textIn(texts: Texts | undefined, language: string): string {
  const all = (texts ?? {}) as Record<string, string>
  return all[language] ?? Object.values(all)[0] ?? ''
}

export function withText(texts: Texts | undefined, language: string, text: string): Texts {
  const others = Object.entries(texts ?? {}).filter(([one]) => one !== language)
  return Object.fromEntries(text === '' ? others : [...others, [language, text]])
}

export function emptyFlow(title: Texts): FlowDocument {
  return { title, phrases: [], entry_ids: [], start: null, steps: [] }
}

export const leadsTo = (document: FlowDocument, id: string) =>
  document.steps.filter((step) => exitsOf(step).some((exit) => exit.to === id))
