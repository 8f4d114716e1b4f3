/** The queue column's state: every row this person may see, live, filed into tabs. */
import type { ConversationRow, QueueTab } from '@yingda/api'
import { defineStore } from 'pinia'
import { computed, reactive, ref } from 'vue'
import { api } from '@/http'
import { useSession } from '@/session'
import { belongsTo, inOrder, newerOf, type Viewer } from './rows'

interface TabState {
  state: 'new' | 'loading' | 'ready' | 'failed'
  problem: unknown
  next: string | null
}

const fresh = (): TabState => ({ state: 'new', problem: null, next: null })

export const useQueue = defineStore('queue', () => {
  const session = useSession()
  const rows = reactive(new Map<string, ConversationRow>())
  const tab = ref<QueueTab>('unanswered')
  const tabs = reactive<Record<QueueTab, TabState>>({
    unanswered: fresh(),
    mine: fresh(),
    queue: fresh(),
    ended: fresh(),
    all: fresh(),
  })

  const viewer = computed<Viewer>(() => ({
    id: session.staff?.id ?? '',
    groupIds: session.staff?.group_ids ?? [],
    leads: session.leads,
  }))
  const rowsOf = (which: QueueTab) =>
    inOrder(
      [...rows.values()].filter((row) => belongsTo(row, which, viewer.value)),
      which,
    )
  const shown = computed(() => rowsOf(tab.value))
  const offered = computed<QueueTab[]>(() =>
    session.leads
      ? ['unanswered', 'mine', 'queue', 'all', 'ended']
      : ['unanswered', 'mine', 'queue', 'ended'],
  )
  /** How many rows a tab holds; a plus where the server has more than were read. */
  const counts = computed(
    () =>
      Object.fromEntries(offered.value.map((which) => [which, countOf(which)])) as Record<
        QueueTab,
        string
      >,
  )
  function countOf(which: QueueTab): string {
    const { length } = rowsOf(which)
    return length === 0 ? '' : `${length}${tabs[which].next ? '+' : ''}`
  }

  async function load(which: QueueTab, more = false) {
    const state = tabs[which]
    if (state.state === 'new') state.state = 'loading'
    try {
      const page = await api.conversations.list(which, more ? state.next : null)
      if (!more) forgetMissing(which, page.items)
      for (const row of page.items) put(row)
      Object.assign(state, { state: 'ready', problem: null, next: page.next })
    } catch (problem) {
      Object.assign(state, { state: state.state === 'ready' ? 'ready' : 'failed', problem })
    }
  }

  /** After a reconnect a row may have left its tab unheard. */
  function forgetMissing(which: QueueTab, items: ConversationRow[]) {
    // “Unanswered” is a part of “mine”, which tells what is really gone.
    if (which === 'ended' || which === 'unanswered') return
    const here = new Set(items.map((row) => row.id))
    const oldest = items.length >= 60
    for (const row of rowsOf(which)) if (!oldest && !here.has(row.id)) rows.delete(row.id)
  }

  const put = (row: ConversationRow) => rows.set(row.id, newerOf(rows.get(row.id), row))

  function seen(id: string) {
    const row = rows.get(id)
    if (row?.unread) rows.set(id, { ...row, unread: 0 })
  }

  function rated(id: string, score: number) {
    const row = rows.get(id)
    if (row) rows.set(id, { ...row, rated: score })
  }

  const loadAll = () => Promise.all(offered.value.map((which) => load(which)))

  return { rows, tab, tabs, shown, offered, counts, load, loadAll, put, seen, rated }
})
