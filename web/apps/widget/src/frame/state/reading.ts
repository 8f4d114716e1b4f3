/** How far the customer has read: told to the server when seen, counted on the launcher when not. */
import { effect } from '@preact/signals'
import { chat, isShown, started, view, visitor } from './app'
import { tellPage } from './parent'

const PAUSE = 400

export function watchReading(): void {
  let told = { id: '', seq: 0 }
  let timer: ReturnType<typeof setTimeout> | undefined

  effect(() => {
    const conversation = chat.value?.conversation.value
    const messages = chat.value?.timeline.value.messages ?? []
    if (started.value) tellPage('talking', conversation?.status === 'open')
    if (!conversation) return tellPage('unread', 0)
    const readTo = Math.max(
      conversation.customer_read_seq,
      told.id === conversation.id ? told.seq : 0,
    )
    const fresh = messages.filter((m) => m.seq > readTo && m.sender_kind !== 'customer')
    const seen = isShown.value && view.value === 'chat' && document.visibilityState === 'visible'
    tellPage('unread', seen ? 0 : fresh.filter((m) => m.sender_kind !== 'system').length)
    const last = fresh[fresh.length - 1]
    if (!seen || !last) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      told = { id: conversation.id, seq: last.seq }
      void mark(conversation.id, last.seq)
    }, PAUSE)
  })
}

async function mark(id: string, seq: number): Promise<void> {
  try {
    await visitor.with(() =>
      visitor.api.put('/api/conversations/{id}/read', { path: { id }, body: { seq } }),
    )
  } catch {
    // A read mark is worth no disturbance; the next message tells again.
  }
}
