/** Conversations, their messages, notes and drafts, and files for them. */
import type {
  ConversationRow,
  ConversationView,
  FileView,
  MessagePage,
  MessageView,
  NoteView,
  Page,
  QueueTab,
  ThreadPart,
} from './shapes'
import type { Transport } from './transport'

export type MessageDraft = { client_key: string } & (
  | { content_type: 'text'; text: string; taken_id?: string }
  | { content_type: 'image' | 'file'; file_id: string }
  | { content_type: 'order'; order_id: string }
  | { content_type: 'product'; product_id: string }
)

export interface TransferDraft {
  group_id?: string
  staff_id?: string
  /** Straight to whoever holds this authority, for about this much. */
  needs?: string
  amount_cents?: number | null
  note: string
}

export interface DraftView {
  text: string
  mode: 'reply' | 'note'
}

export interface RatingView {
  conversation_id: string
  score: number
  tags: string[]
  solved: boolean | null
  comment: string
  rated_at: number
  revision: number
}

const one = '/api/conversations/{id}'

export function conversationCalls(http: Transport) {
  const act = (id: string, verb: string, body: unknown = {}) =>
    http.post<ConversationView>(`${one}/${verb}`, { path: { id }, body })
  return {
    list: (tab: QueueTab, cursor?: string | null, merchant_id?: string) =>
      http.get<Page<ConversationRow>>('/api/conversations', {
        query: { tab, cursor, merchant_id, limit: 60 },
      }),
    one: (id: string) => http.get<ConversationView>(one, { path: { id } }),
    messages: (id: string, query: { after?: number; before?: number; limit?: number }) =>
      http.get<MessagePage>(`${one}/messages`, { path: { id }, query }),
    earlier: (id: string, before: string) =>
      http.get<{ conversations: ThreadPart[] }>(`${one}/thread`, {
        path: { id },
        query: { before, limit: 3 },
      }),
    say: (id: string, body: MessageDraft) =>
      http.post<MessageView>(`${one}/messages`, { path: { id }, body }),
    recall: (id: string, message_id: string) =>
      http.post<MessageView>(`${one}/messages/{message_id}/recall`, { path: { id, message_id } }),
    markRead: (id: string, seq: number) =>
      http.put<undefined>(`${one}/read`, { path: { id }, body: { seq } }),
    typing: (id: string) => http.post<undefined>(`${one}/typing`, { path: { id }, body: {} }),
    notes: (id: string, after = 0) =>
      http.get<Page<NoteView> | NoteView[]>(`${one}/notes`, { path: { id }, query: { after } }),
    note: (id: string, body: { client_key: string; text: string; mentions: string[] }) =>
      http.post<NoteView>(`${one}/notes`, { path: { id }, body }),
    draft: (id: string) => http.get<DraftView | null>(`${one}/draft`, { path: { id } }),
    saveDraft: (id: string, body: DraftView) =>
      http.put<DraftView>(`${one}/draft`, { path: { id }, body }),
    accept: (id: string) => act(id, 'accept'),
    take: (id: string) => act(id, 'take'),
    assign: (id: string, staff_id: string) => act(id, 'assign', { staff_id }),
    transfer: (id: string, body: TransferDraft) => act(id, 'transfer', body),
    close: (id: string, body: { summary?: string; tags: string[] }) => act(id, 'close', body),
    rating: (id: string) => http.get<RatingView>(`${one}/rating`, { path: { id } }),
    upload: (conversation_id: string, file: File) => {
      const body = new FormData()
      body.set('conversation_id', conversation_id)
      body.set('file', file, file.name)
      return http.post<FileView>('/api/files', { body })
    },
  }
}
