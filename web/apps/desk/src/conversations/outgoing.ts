/** What this desk is about to say: shown at once, sent once, kept until the server has it. */
import {
  isProblem,
  type FileView,
  type MessageDraft,
  type MessageView,
  type SourceRefDraft,
} from '@yingda/api'
import { Outbox, type Draft, type Verdict } from '@yingda/live'
import { shallowRef, type ShallowRef } from 'vue'
import { api } from '@/http'
import { socket } from '@/live'

export type OutgoingBody =
  | { content_type: 'text'; text: string; taken_id?: string; ignored?: SourceRefDraft[] }
  | { content_type: 'image' | 'file'; file: FileView }
  | { content_type: 'order'; order_id: string; title: string }
  | { content_type: 'product'; product_id: string; title: string }
export type OutgoingDraft = Draft<OutgoingBody>

interface Line {
  outbox: Outbox<OutgoingBody, MessageView>
  drafts: ShallowRef<readonly OutgoingDraft[]>
  stored: (message: MessageView) => void
}

/** One line per conversation; it goes on sending while another conversation is looked at. */
const lines = new Map<string, Line>()

export function lineFor(conversationId: string): Line {
  const known = lines.get(conversationId)
  if (known) return known
  const drafts = shallowRef<readonly OutgoingDraft[]>([])
  const line: Line = {
    drafts,
    stored: () => undefined,
    outbox: new Outbox<OutgoingBody, MessageView>({
      send: (draft) => tryToSend(conversationId, draft),
      onChange: (now) => (drafts.value = now),
      onStored: (message, { key, body }) => {
        line.stored(message)
        settle(conversationId, key, body)
        // The server answers again: do not sit out the rest of the wait.
        socket.wake()
      },
      storage: localStorage,
      name: `yingda.desk.outbox.${conversationId}`,
    }),
  }
  drafts.value = line.outbox.snapshot
  line.outbox.flush()
  lines.set(conversationId, line)
  return line
}

async function tryToSend(id: string, draft: OutgoingDraft): Promise<Verdict<MessageView>> {
  try {
    return { kind: 'stored', message: await api.conversations.say(id, wireDraft(draft)) }
  } catch (error) {
    return verdictOn(error)
  }
}

export function wireDraft({ key, body }: Pick<OutgoingDraft, 'key' | 'body'>): MessageDraft {
  switch (body.content_type) {
    case 'text':
      return {
        client_key: key,
        content_type: 'text',
        text: body.text,
        ...(body.taken_id && { taken_id: body.taken_id }),
      }
    case 'order':
      return { client_key: key, content_type: 'order', order_id: body.order_id }
    case 'product':
      return { client_key: key, content_type: 'product', product_id: body.product_id }
    default:
      return { client_key: key, content_type: body.content_type, file_id: body.file.id }
  }
}

/** A passing trouble is tried again under the same key; a refusal is shown with its reason. */
export function verdictOn(error: unknown): Verdict<MessageView> {
  if (!isProblem(error) || error.passing || error.status === 401) return { kind: 'later' }
  return { kind: 'refused', status: error.status, code: error.code, params: error.params }
}

/** What became of the suggestions makes the next ones better; losing it costs nobody anything. */
function settle(id: string, client_key: string, body: OutgoingBody): void {
  if (body.content_type !== 'text' || (!body.taken_id && !body.ignored?.length)) return
  const settled = { client_key, taken_id: body.taken_id ?? null, ignored: body.ignored ?? [] }
  void api.assist.settle(id, settled).catch(() => undefined)
}
