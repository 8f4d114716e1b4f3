/** Where the steps of a flow stand in its picture, and the lines between them. Pure.
 *
 * Each step stands one row below the furthest step that leads to it; lines back up run beside.
 */
import type { FlowDocument, FlowStep } from '@yingda/api'

export interface Exit {
  field: string
  to: string | null
}
export interface Box {
  id: string
  x: number
  y: number
}
export interface Line {
  from: string
  to: string
  field: string
  path: string
  labelX: number
  labelY: number
}
export interface Picture {
  boxes: Box[]
  lines: Line[]
  width: number
  height: number
}

export const WIDTH = 200
export const HEIGHT = 64
const GAP_X = 36
const GAP_Y = 62
const MARGIN = 28
const LABEL_LINE = 16

export function exitsOf(step: FlowStep): Exit[] {
  const to = (field: keyof FlowStep): Exit => ({
    field,
    to: (step[field] as string | null | undefined) ?? null,
  })
  switch (step.do) {
    case 'say':
      return [to('next')]
    case 'ask':
      return step.kind === 'choice'
        ? (step.choices ?? []).map((choice, n) => ({
            field: `choices.${n}.next`,
            to: choice.next ?? step.next ?? null,
          }))
        : [to('next')]
    case 'choose_order':
      return [to('next'), to('none')]
    case 'call':
      return step.refused ? [to('next'), to('refused')] : [to('next')]
    case 'branch':
      return [
        ...(step.cases ?? []).map((one, n) => ({
          field: `cases.${n}.next`,
          to: one.next ?? null,
        })),
        to('otherwise'),
      ]
    case 'confirm':
      return [to('yes'), to('no')]
    default:
      return []
  }
}

/** The row of each step; whoever would be led round stays where it was seen first. */
export function rowsOf(document: FlowDocument): Map<string, number> {
  const steps = new Map(document.steps.map((step) => [step.id, step]))
  const rows = new Map<string, number>()
  const visit = (id: string, row: number, above: readonly string[]) => {
    const step = steps.get(id)
    if (!step || above.includes(id) || (rows.get(id) ?? -1) >= row) return
    rows.set(id, row)
    for (const { to } of exitsOf(step)) if (to) visit(to, row + 1, [...above, id])
  }
  if (document.start) visit(document.start, 0, [])
  const last = Math.max(-1, ...rows.values())
  for (const step of document.steps) if (!rows.has(step.id)) rows.set(step.id, last + 1)
  return rows
}

export function pictureOf(document: FlowDocument): Picture {
  const rows = rowsOf(document)
  const inRow = new Map<number, string[]>()
  for (const step of document.steps) {
    const row = rows.get(step.id) ?? 0
    inRow.set(row, [...(inRow.get(row) ?? []), step.id])
  }
  const widest = Math.max(1, ...[...inRow.values()].map((ids) => ids.length))
  const width = 2 * MARGIN + widest * WIDTH + (widest - 1) * GAP_X
  const boxes: Box[] = []
  for (const [row, ids] of inRow) {
    const taken = ids.length * WIDTH + (ids.length - 1) * GAP_X
    ids.forEach((id, n) => {
      boxes.push({
        id,
        x: (width - taken) / 2 + n * (WIDTH + GAP_X),
        y: MARGIN + row * (HEIGHT + GAP_Y),
      })
    })
  }
  const height = 2 * MARGIN + (Math.max(0, ...inRow.keys()) + 1) * (HEIGHT + GAP_Y) - GAP_Y
  return { boxes, lines: linesBetween(document, boxes, width), width, height }
}

function linesBetween(document: FlowDocument, boxes: Box[], width: number): Line[] {
  const at = new Map(boxes.map((box) => [box.id, box]))
  return document.steps.flatMap((step) => {
    const from = at.get(step.id)
    const ways = joined(exitsOf(step))
    return ways.flatMap(({ field, to }, n) => {
      const target = to ? at.get(to) : undefined
      if (!from || !target || !to) return []
      const share = (n + 1) / (ways.length + 1)
      const way = curve(from, target, share, width)
      // Three names do not fit beside each other: every other one stands a line lower.
      const labelY = way.labelY + (ways.length > 2 && n % 2 === 1 ? LABEL_LINE : 0)
      return [{ from: step.id, to, field, ...way, labelY }]
    })
  })
}

/** Ways that lead to the same step are one line, which needs no name of its own. */
function joined(ways: Exit[]): Exit[] {
  const targets = [...new Set(ways.map((way) => way.to))]
  return targets.flatMap((to) => {
    const same = ways.filter((way) => way.to === to)
    const [first] = same
    return first ? [same.length === 1 ? first : { field: 'next', to }] : []
  })
}

function curve(from: Box, to: Box, share: number, width: number) {
  const x = from.x + WIDTH * share
  const y = from.y + HEIGHT
  const end = to.x + WIDTH / 2
  if (to.y > from.y) {
    const half = (to.y - y) / 2
    const path = `M${x} ${y} C${x} ${y + half} ${end} ${to.y - half} ${end} ${to.y}`
    return { path, labelX: x + (end - x) * 0.18, labelY: y + 16 }
  }
  const side = Math.min(width - 8, Math.max(from.x, to.x) + WIDTH + 18)
  const path = `M${x} ${y} C${x} ${y + 40} ${side} ${y + 40} ${side} ${(y + to.y) / 2} S${end + 60} ${to.y - 30} ${end} ${to.y}`
  return { path, labelX: x, labelY: y + 16 }
}
