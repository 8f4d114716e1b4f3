/** What the customer meets first, and the questions suggested: asked of the server, told back when chosen. */
import { effect, signal } from '@preact/signals'
import { chat, isShown, started, view, visitor } from './app'
import type { HomeView, Suggested, Suggestion } from './shapes'
import { language } from './words'

export const home = signal<HomeView | null>(null)

type Placement = 'home' | 'orders' | 'answer' | 'typing'

interface Asked {
  typed?: string
  category?: string
  besides?: string[]
  orders?: string[]
}

/** A list as the server named it, or is about to. */
export type ListId = string | null | Promise<string | null>

const NOTHING: Suggested = { list_id: null, chips: [] }

/** Without them everything else still works: a suggestion is never worth an error. */
export async function suggest(placement: Placement, asked: Asked = {}): Promise<Suggested> {
  const body = { placement, language: language.peek(), page: pageSeen(), ...asked }
  try {
    return await visitor.with(() =>
      visitor.api.post<Suggested>('/api/visitor/suggestions', { body }),
    )
  } catch {
    return NOTHING
  }
}

function say({ entry_id, title }: Suggestion): string | undefined {
  const key = chat.peek()?.say({
    wire: { content_type: 'choice', entry_id, title },
    shown: { entry_id, title },
  })
  view.value = 'chat'
  return key
}

export function ask(chosen: Suggestion, listId?: ListId): void {
  say(chosen)
  void tellChoice(chosen, listId)
}

async function tellChoice({ entry_id }: Suggestion, listId?: ListId): Promise<void> {
  const list_id = await listId
  if (!list_id) return
  await visitor.api
    .post('/api/visitor/suggestions/{list_id}/choice', { path: { list_id }, body: { entry_id } })
    .catch(() => undefined)
}

/** What was on the screen while somebody typed, and the words it was found by. */
export interface SeenTyping {
  typed: string
  chips: readonly Suggestion[]
}

export function askTyped(chosen: Suggestion, seen: SeenTyping): void {
  const key = say(chosen)
  if (key) tellTyped(seen, key, chosen)
}

/** The server stores what was found while typing only now, as far as it was on the screen. */
export function tellTyped(seen: SeenTyping, client_key: string, chosen?: Suggestion): void {
  const shown = seen.chips.map(({ entry_id }) => entry_id)
  const body = { typed: seen.typed, shown, client_key, entry_id: chosen?.entry_id ?? null }
  visitor.api.post('/api/visitor/suggestions/typed', { body }).catch(() => undefined)
}

let more: { of: HomeView['orders']; listId: Promise<string | null> } | null = null

/** The other orders' questions are shown from now on: told once for each time the home page came. */
export function showMoreOrders(first: number): Promise<string | null> {
  const orders = home.peek()?.orders ?? []
  if (more?.of !== orders) {
    const ids = orders.slice(first).map(({ order }) => order.id)
    const listId = suggest('orders', { orders: ids }).then(({ list_id }) => list_id)
    more = { of: orders, listId }
  }
  return more.listId
}

/** Others than those seen so far, until there are none left. */
export async function refresh(seen: string[]): Promise<void> {
  const found = await suggest('home', { besides: seen })
  if (home.value && found.chips.length > 0) home.value = { ...home.value, suggested: found }
}

/** How long to wait before it is asked for again when it did not come. */
const PAUSES_MS = [2_000, 5_000, 15_000, 30_000]

async function load(failed = 0): Promise<void> {
  const known = started.peek()
  const body = { language: language.peek(), page: pageSeen() }
  const found = await visitor
    .with(() => visitor.api.post<HomeView>('/api/visitor/home', { body }))
    .catch(() => null)
  if (started.peek() !== known) return
  if (found || !home.peek()) home.value = found
  if (home.peek()) return
  const again = () => {
    if (started.peek() === known && home.peek() === null) void load(failed + 1)
  }
  setTimeout(again, PAUSES_MS[Math.min(failed, PAUSES_MS.length - 1)])
}

function pageSeen(): { url: string; title: string } {
  const { url, title } = visitor.page
  return { url, title }
}

/** Null until the server said; when it could not say, the way to a person is shown. */
export const humanEntry = signal<0 | 1 | 2 | 3 | null>(null)

async function askLevel(): Promise<void> {
  const known = started.peek()
  const found = await visitor
    .with(() => visitor.api.get<{ level: 0 | 1 | 2 | 3 }>('/api/visitor/human-entry'))
    .catch(() => ({ level: 0 as const }))
  if (started.peek() === known) humanEntry.value = found.level
}

/** What the shop took down meanwhile is gone when the customer comes back to the page. */
const FRESH_MS = 15_000
const looks = signal(0)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') looks.value++
})

let loadedFor: unknown = null
let loadedAt = 0
let toldFor: unknown = null

effect(() => {
  const { value: known } = started
  if (!known || !isShown.value) return
  if (toldFor !== known) {
    toldFor = known
    void askLevel()
  }
  void looks.value
  if (view.value !== 'home') return
  if (loadedFor === known && Date.now() - loadedAt < FRESH_MS) return
  loadedFor = known
  loadedAt = Date.now()
  void load()
})

effect(() => {
  void started.value?.customer.id
  home.value = null
})
