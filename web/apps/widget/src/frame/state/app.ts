/** The frame as a whole: which page of it is shown, whether it has started, and for whom. */
import type { Problem } from '@yingda/api'
import { computed, signal } from '@preact/signals'
import { Chat } from './chat'
import { keepDraft } from './drafts'
import { wordsFromCall } from './fromCall'
import { applyLook } from './look'
import { tellPage } from './parent'
import type { ProductHint, StartView } from './shapes'
import { subjectOf, Visitor } from './start'

const asked = new URLSearchParams(location.search)

export const visitor = new Visitor(asked.get('key') ?? '')
export const view = signal<'home' | 'chat'>('home')
export const isShown = signal(false)
export const started = signal<StartView | null>(null)
export const startProblem = signal<Problem | null>(null)
export const chat = signal<Chat | null>(null)
export const product = signal<ProductHint | null>(null)
export const isOnline = signal(navigator.onLine)
export const look = computed(() => started.value?.look ?? null)

/** Nothing is asked of the server, and nobody is counted, before the panel is first opened. */
export async function begin(): Promise<void> {
  startProblem.value = null
  try {
    const words = await wordsFromCall(visitor)
    const answer = await visitor.start()
    chat.value?.stop()
    if (words) keepDraft(visitor.publicKey, answer.customer.id, words)
    started.value = answer
    chat.value = new Chat(visitor, answer)
    applyLook(answer.look)
    if (words || answer.conversation?.status === 'open') view.value = 'chat'
  } catch (problem) {
    startProblem.value = problem as Problem
  }
}

/** What the server says in the person's language is asked for again in the new one. */
export async function translate(): Promise<void> {
  if (!started.value) return
  const answer = await visitor.start().catch(() => null)
  if (!answer) return
  started.value = { ...started.value, ...answer }
  applyLook(answer.look)
}

const IDENTITY_PATIENCE = 5000
let hearIdentity: (token: string | null) => void = () => undefined

visitor.freshIdentity = () =>
  new Promise((resolve) => {
    hearIdentity = resolve
    tellPage('identity')
    setTimeout(() => {
      resolve(null)
    }, IDENTITY_PATIENCE)
  })

/** Another person signed in to the shop, or signed out: theirs is another conversation. */
export function identify(token: string | null): void {
  hearIdentity(token)
  const isSame = Boolean(token) && subjectOf(token) === subjectOf(visitor.identity)
  if (visitor.identity === token) return
  visitor.identity = token
  if (started.value && !isSame) {
    view.value = 'home'
    void begin()
  }
}

/** The shop's next page: go on where the last one was left, behind the closed launcher. */
export function resume(): void {
  if (!started.value) void begin()
}

export function show(): void {
  isShown.value = true
  resume()
}

export function hide(): void {
  isShown.value = false
  tellPage('close')
}

window.addEventListener('online', () => {
  isOnline.value = true
  if (startProblem.value) void begin()
})
window.addEventListener('offline', () => {
  isOnline.value = false
})
