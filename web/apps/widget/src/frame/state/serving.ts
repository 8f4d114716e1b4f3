/** Who has the conversation, in the words of the header. */
import { contentOf, type MessageView } from '@yingda/api'
import type { VisitorConversation } from './shapes'
import type { WordKey } from './words'

/** The name of the person who has the conversation, or null. */
export function personWith(conversation: VisitorConversation | null): string | null {
  if (conversation?.status !== 'open' || conversation.stage !== 'human') return null
  return conversation.agent_name ?? null
}

export function servedBy(conversation: VisitorConversation | null): WordKey {
  if (conversation?.status === 'closed') return 'chat.ended'
  if (conversation?.stage === 'queue') return 'chat.waiting'
  if (conversation?.stage === 'leave_message') return 'chat.left'
  if (conversation?.stage !== 'human') return 'chat.with_bot'
  return conversation.agent_joined ? 'chat.with_person' : 'chat.found_person'
}

const waits = new Set(['queued', 'requeued', 'transferred', 'nobody_on_duty'])

/** Whether the last thing said about this wait is that nobody is on duty. */
export function nobodyIsThere(messages: readonly MessageView[]): boolean {
  const codes = messages.map((message) => contentOf(message, 'event')?.code ?? '')
  return codes.filter((code) => waits.has(String(code))).at(-1) === 'nobody_on_duty'
}
