/** Answering from the list: who nobody has yet is taken first, then the words go out by the outbox. */
import type { ConversationRow } from '@yingda/api'
import { ref } from 'vue'
import { lineFor, type OutgoingBody } from '@/conversations/outgoing'
import { useQueue } from '@/conversations/queue'
import { api } from '@/http'
import { showProblem } from '@/problems'

export function useAnswer(row: () => ConversationRow) {
  const queue = useQueue()
  const taking = ref(false)

  /** False when a colleague was faster; the row then says who has it. */
  async function hold(): Promise<boolean> {
    if (row().agent_id !== null) return true
    taking.value = true
    try {
      queue.put(await api.conversations.take(row().id))
      return true
    } catch (problem) {
      showProblem(problem)
      void queue.load('answer')
      return false
    } finally {
      taking.value = false
    }
  }

  async function answer(text: string): Promise<boolean> {
    if (text.trim() === '' || !(await hold())) return false
    send({ content_type: 'text', text: text.trim() })
    return true
  }

  const send = (body: OutgoingBody) => lineFor(row().id).outbox.put(body)

  return { taking, hold, answer, send }
}
