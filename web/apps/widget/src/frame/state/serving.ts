/** Who has the conversation, in the words of the header. */
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
  if (conversation?.stage !== 'human') return 'chat.with_bot'
  return conversation.agent_joined ? 'chat.with_person' : 'chat.found_person'
}
