/** The queue column's state: every row this person may see, live, filed into tabs. */
import type { ConversationRow, QueueTab } from '@yingda/api'
import { defineStore } from 'pinia'
import { computed, reactive, ref } from 'vue'
import { api } from '@/http'
import { useSession } from '@/session'
import { belongsTo, inOrder, newerOf, sources, type DeskTab, type Viewer } from './rows'

interface TabState {
  state: 'new' | 'loading' | 'ready' | 'failed'
  problem: unknown
  next: string | null
}

const fresh = (): TabState => ({ state: 'new', problem: null, next: null })

export const useQueue = defineStore('queue', () => {
  const session = useSession()
  const rows = reactive(new Map<string, ConversationRow>())
  const chosen = ref<DeskTab>()
  const tabs = reactive<Record<QueueTab, TabState>>({
    unanswered: fresh(),
    mine: fresh(),
    queue: fresh(),
    ended: fresh(),
    all: fresh(),
  })

  const ofShop = computed(() => session.role === 'merchant_staff')
  const viewer = computed<Viewer>(() => ({
    id: session.staff?.id ?? '',
    groupIds: session.staff?.group_ids ?? [],
    leads: session.leads,
    ofShop: ofShop.value,
  }))
  const offered = computed<DeskTab[]>(() => {
    if (ofShop.value) return ['answer', 'waiting', 'done']
    return session.leads
      ? ['unanswered', 'mine', 'queue', 'all', 'ended']
      : ['unanswered', 'mine', 'queue', 'ended']
  })
  /** The tab of who waits for this person. */
  const first = computed<DeskTab>(() => offered.value[0] ?? 'unanswered')
  const tab = computed<DeskTab>({
    get: () => (chosen.value && offered.value.includes(chosen.value) ? chosen.value : first.value),
    set: (wanted) => (chosen.value = wanted),
  })
  const rowsOf = (which: DeskTab) =>
    inOrder(
      [...rows.values()].filter((row) => belongsTo(row, which, viewer.value)),
      which,
    )
  const shown = computed(() => rowsOf(tab.value))
  const waitingForMe = computed(() => rowsOf(first.value))
  /** How many rows a tab holds; a plus where the server has more than were read. */
  const counts = computed(() => Object.fromEntries(offered.value.map((one) => [one, countOf(one)])))
  function countOf(which: DeskTab): string {
    const { length } = rowsOf(which)
    return length === 0 ? '' : `${length}${stateOf(which).next ? '+' : ''}`
  }

  function stateOf(which: DeskTab): TabState {
    const parts = sources[which].map((source) => tabs[source])
    const worst =
      parts.find((part) => part.state === 'failed') ??
      parts.find((part) => part.state !== 'ready') ??
      parts[0]
    return { ...(worst ?? fresh()), next: parts.at(-1)?.next ?? null }
  }

  const load = (which: DeskTab) => Promise.all(sources[which].map((source) => read(source)))

  async function loadMore(which: DeskTab) {
    const last = sources[which].at(-1)
    if (last && tabs[last].next) await read(last, true)
  }

  async function read(which: QueueTab, more = false) {
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

  const loadAll = () =>
    Promise.all(
      [...new Set(offered.value.flatMap((which) => sources[which]))].map((one) => read(one)),
    )

  /** Who signs in next must not meet the rows of who was here before. */
  function forget() {
    rows.clear()
    chosen.value = undefined
    for (const state of Object.values(tabs)) Object.assign(state, fresh())
  }

  return {
    rows,
    tab,
    tabs,
    shown,
    offered,
    counts,
    waitingForMe,
    rowsOf,
    stateOf,
    load,
    loadMore,
    loadAll,
    forget,
    put,
    seen,
    rated,
  }
})
