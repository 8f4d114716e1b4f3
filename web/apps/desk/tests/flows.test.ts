import type { FlowDocument } from '@yingda/api'
import { describe, expect, test } from 'vitest'
import { isPlain, readValue } from '../src/flows/cases'
import { pictureOf, rowsOf } from '../src/flows/layout'
import { nameOf } from '../src/flows/names'
import { newStep, valuesOf, withExit, withoutStep, withStep, withText } from '../src/flows/steps'

const flow: FlowDocument = {
  title: { en: 'Cancel' },
  phrases: ['cancel'],
  entry_ids: [],
  start: 'pick',
  steps: [
    { id: 'pick', do: 'choose_order', slot: 'order', next: 'sure', none: 'end' },
    { id: 'sure', do: 'confirm', yes: 'call', no: 'pick' },
    { id: 'call', do: 'call', action: 'cancel', into: 'done', next: 'end' },
    { id: 'end', do: 'end' },
    { id: 'alone', do: 'say' },
  ],
}

describe('the picture of a flow', () => {
  test('a step stands below every step that leads on to it', () => {
    const rows = rowsOf(flow)
    expect(rows.get('pick')).toBe(0)
    expect(rows.get('end')).toBe(3)
    expect(rows.get('alone')).toBe(4)
  })

  test('a way back ends, and every way is drawn', () => {
    const { boxes, lines } = pictureOf(flow)
    expect(boxes).toHaveLength(5)
    expect(lines.map((line) => `${line.from}>${line.to}`)).toEqual([
      'pick>sure',
      'pick>end',
      'sure>call',
      'sure>pick',
      'call>end',
    ])
  })

  test('choices that lead to the same step are one line', () => {
    const choices = ['a', 'b', 'c'].map((value) => ({ value, label: {}, next: 'end' }))
    const asks = { id: 'q', do: 'ask' as const, kind: 'choice' as const, choices }
    const { lines } = pictureOf({ ...flow, start: 'q', steps: [asks, { id: 'end', do: 'end' }] })
    expect(lines.map((line) => line.field)).toEqual(['next'])
  })

  test('no two boxes stand on each other', () => {
    const places = pictureOf(flow).boxes.map((box) => `${box.x}/${box.y}`)
    expect(new Set(places).size).toBe(places.length)
  })
})

describe('changing steps', () => {
  test('a new step has a name of its own', () => {
    const once = withStep(flow, newStep(flow, 'say'))
    expect(newStep(once, 'say').id).toBe('say_2')
  })

  test('the first step of an empty flow is where it starts', () => {
    const empty = { ...flow, start: null, steps: [] }
    expect(withStep(empty, newStep(empty, 'ask')).start).toBe('ask_1')
  })

  test('who removes the first step has none', () => {
    expect(withoutStep(flow, 'pick').start).toBeNull()
  })

  test('ways of choices are set one by one', () => {
    const step = { id: 'a', do: 'ask' as const, choices: [{ value: 'x', label: {} }] }
    expect(withExit(step, 'choices.0.next', 'end').choices?.[0]?.next).toBe('end')
  })

  test('values are offered with their parts', () => {
    expect(valuesOf(flow, { cancel: ['refund_cents'] })).toEqual(
      expect.arrayContaining(['order', 'order.number', 'done.refund_cents', 'done.reason']),
    )
  })

  test('an empty text is no text', () => {
    expect(withText({ en: 'x' }, 'en', '')).toEqual({})
  })

  test('what one row cannot show is not put into one', () => {
    expect(isPlain({ field: 'a', op: '=', value: 1 })).toBe(true)
    expect(isPlain({ all: [] })).toBe(false)
    expect([readValue('true'), readValue('3'), readValue('x')]).toEqual([true, 3, 'x'])
  })
})

test('a value is called as its step says, else by the usual word, else by its code', () => {
  const steps = flow.steps.map((step) =>
    step.id === 'call' ? { ...step, label: { en: 'Cancellation' } } : step,
  )
  const usual = { order: { en: 'Order' }, status: { en: 'State' } }
  const called = (path: string) => nameOf({ ...flow, steps }, usual, path, 'en')
  expect(['order', 'order.status', 'done', 'done.vin', 'other'].map(called)).toEqual([
    'Order',
    'Order · State',
    'Cancellation',
    'Cancellation · vin',
    'other',
  ])
})
