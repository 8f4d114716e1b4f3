/** The workbench's keyboard: single letters, never while somebody is typing. */
import { useEventListener } from '@vueuse/core'
import signals from './signals'
import type { Ref } from 'vue'
import { useRouter } from 'vue-router'
import { useQueue } from './queue'
import { neighbour } from './rows'

export type Deed = 'reply' | 'note' | 'transfer' | 'end' | 'assign' | 'accept'
export const deeds = signals<Deed>()

export const shortcuts = [
  { key: 'J', code: 'next' },
  { key: 'K', code: 'previous' },
  { key: 'R', code: 'reply' },
  { key: 'N', code: 'note' },
  { key: 'Y', code: 'accept' },
  { key: 'T', code: 'transfer' },
  { key: 'E', code: 'end' },
  { key: 'A', code: 'assign' },
  { key: '?', code: 'help' },
] as const

const deedByKey: Record<string, Deed> = {
  r: 'reply',
  n: 'note',
  t: 'transfer',
  e: 'end',
  a: 'assign',
  y: 'accept',
}

export function useKeys({ id, help }: { id: Ref<string | undefined>; help: () => void }) {
  const router = useRouter()
  const queue = useQueue()

  function go(step: 1 | -1) {
    const row = neighbour(queue.shown, id.value, step)
    if (row) void router.push({ name: 'conversations', params: { id: row.id } })
  }

  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const key = event.key.toLowerCase()
    if (key === 'j') go(1)
    else if (key === 'k') go(-1)
    else if (key === '?') help()
    else if (deedByKey[key] && id.value) deeds.tell(deedByKey[key])
    else return
    event.preventDefault()
  })
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('[role=dialog]') !== null
  )
}
