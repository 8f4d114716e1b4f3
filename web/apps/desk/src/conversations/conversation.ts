/** One open conversation: its facts, messages, notes, what is being said, who is typing. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import {
  rowsOf,
  type ConversationRow,
  type ConversationView,
  type MessageView,
  type NoteView,
  type ThreadPart,
} from '@yingda/api'
import { follow, pending, Timeline, type TimelineSnapshot } from '@yingda/live'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { api } from '@/http'
import { socket, useLive } from '@/live'
import { lineFor, type OutgoingBody } from './outgoing'
import { threadItems } from './threadItems'

const nothing: TimelineSnapshot<MessageView> = {
  messages: [],
  lastSeq: 0,
  state: 'loading',
  problem: null,
}

export function useConversation(id: string) {
  const client = useQueryClient()
  const key = ['conversation', id]
  const query = useQuery({ queryKey: key, queryFn: () => api.conversations.one(id) })
  const timeline = shallowRef(nothing)
  const notes = shallowRef<NoteView[]>([])
  const earlier = shallowRef<ThreadPart[]>([])
  const earlierState = ref<'more' | 'loading' | 'none'>('more')
  const typing = useTypingMark()

  const messages = new Timeline<MessageView>({
    fetch: (after) => api.conversations.messages(id, { after, limit: 200 }),
    onChange: (now) => (timeline.value = now),
  })
  const line = lineFor(id)
  line.stored = (message) => {
    messages.accept(message)
  }
  onScopeDispose(() => (line.stored = () => undefined))
  onScopeDispose(follow(socket, messages, id, { topic: `conversation:${id}` }))

  const change = (part: Partial<ConversationView>) =>
    client.setQueryData<ConversationView>(key, (known) => known && { ...known, ...part })
  useLive(({ kind, data }) => {
    if (kind === 'ConversationChanged' && (data.row as ConversationRow).id === id) {
      const row = data.row as ConversationRow
      const known = client.getQueryData<ConversationView>(key)
      change(row)
      if (legMoved(known, row)) void refresh()
    }
    if (data.conversation_id !== id) return
    if (kind === 'ConversationRated') change({ rated: data.score as number })
    if (kind === 'NoteAdded') addNote(data.note as NoteView)
    if (kind === 'ReadMarked' && data.by === 'customer')
      change({ customer_read_seq: data.seq as number })
    if (kind === 'Typing' && data.by_kind === 'customer') typing.mark()
    if (kind === 'MessagePosted') typing.clear()
  })

  const refresh = () => client.invalidateQueries({ queryKey: key })
  const loadNotes = () =>
    api.conversations.notes(id).then(
      (list) => (notes.value = rowsOf(list)),
      () => undefined,
    )
  const addNote = (note: NoteView) =>
    (notes.value = [...notes.value.filter((known) => known.id !== note.id), note])
  onScopeDispose(
    socket.on('subscribed', ({ topics }) => {
      if (topics.includes(`conversation:${id}`)) void loadNotes()
    }),
  )
  void loadNotes()

  async function loadEarlier() {
    if (earlierState.value !== 'more') return
    earlierState.value = 'loading'
    try {
      const before = earlier.value.at(-1)?.conversation.id ?? id
      const { conversations } = await api.conversations.earlier(id, before)
      earlier.value = [...earlier.value, ...conversations]
      earlierState.value = conversations.length > 0 ? 'more' : 'none'
    } catch {
      earlierState.value = 'more'
    }
  }

  const items = computed(() => {
    const row = query.data.value
    if (!row) return []
    const drafts = pending(line.drafts.value, timeline.value.messages)
    return threadItems({
      row,
      messages: timeline.value.messages,
      notes: notes.value,
      drafts,
      earlier: earlier.value,
    })
  })

  return {
    id,
    view: query.data,
    problem: query.error,
    refresh,
    timeline,
    items,
    typing: typing.on,
    earlierState,
    loadEarlier,
    addNote,
    accept: (message: MessageView) => messages.accept(message),
    say: (body: OutgoingBody) => line.outbox.put(body),
    resend: (draft: string) => line.outbox.retry(draft),
    discard: (draft: string) => line.outbox.discard(draft),
  }
}

/** A row says who has it now; who had it before and why is only in the whole view. */
const legMoved = (known: ConversationView | undefined, row: ConversationRow) =>
  known?.stage !== row.stage ||
  known.agent_id !== row.agent_id ||
  known.leg_accepted !== row.leg_accepted

/** “Is typing” lasts four seconds after the last sign of it. */
function useTypingMark() {
  const on = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  const clear = () => {
    clearTimeout(timer)
    on.value = false
  }
  onScopeDispose(clear)
  return {
    on,
    clear,
    mark: () => {
      clear()
      on.value = true
      timer = setTimeout(clear, 4000)
    },
  }
}

export type OpenConversation = ReturnType<typeof useConversation>
