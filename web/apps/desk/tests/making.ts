/** Rows, messages and notes with the least that a test has to say. */
import type { ConversationRow, MessageView, NoteView } from '@yingda/api'

export function row(part: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id: 'c1',
    merchant_id: 'm1',
    merchant_name: 'Shop',
    thread_id: 't1',
    customer_id: 'u1',
    customer_name: 'Customer',
    customer_tier: 0,
    channel: 'web',
    status: 'open',
    stage: 'human',
    group_id: null,
    group_name: null,
    agent_id: null,
    agent_name: null,
    leg_accepted: true,
    last_seq: 1,
    unread: 0,
    waiting_since: null,
    queued_at: null,
    opened_at: 0,
    closed_at: null,
    last_message_at: 0,
    preview: {},
    priority: 0,
    why: null,
    rated: null,
    tags: [],
    ...part,
  }
}

export function message(seq: number, part: Partial<MessageView> = {}): MessageView {
  return {
    id: `id${seq}`,
    conversation_id: 'c1',
    seq,
    leg_id: null,
    client_key: null,
    sent_at: seq * 1000,
    sender_kind: 'customer',
    sender_id: 'u1',
    sender_name: 'Customer',
    content_type: 'text',
    content: { text: String(seq) },
    stage: 'human',
    turn_id: null,
    delivery_state: 'sent',
    recalled_at: null,
    ...part,
  }
}

export function note(seq: number, created_at: number): NoteView {
  return {
    id: `note${seq}`,
    conversation_id: 'c1',
    seq,
    author_id: 'a1',
    author_name: 'Agent',
    text: 'note',
    mentions: [],
    created_at,
  }
}
