/** Writing a note, with the colleagues it asks. */
import type { OpenConversation } from '../conversation'
import { api } from '@/http'
import { useColleagues } from '../colleagues'

export function useNotes(conversation: Pick<OpenConversation, 'id' | 'addNote'>) {
  const { colleagues } = useColleagues()

  async function add(text: string) {
    const mentions = colleagues.value
      .filter((colleague) => text.includes(`@${colleague.name}`))
      .map((colleague) => colleague.staff_id)
    const client_key = crypto.randomUUID().replaceAll('-', '')
    conversation.addNote(
      await api.conversations.note(conversation.id, { client_key, text, mentions }),
    )
  }

  return { add }
}
