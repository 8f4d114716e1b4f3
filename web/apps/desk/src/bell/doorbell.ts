/** What is worth a sound: a conversation given to me, a customer's word that I do not see. Pure. */
import type { ConversationRow, MessageView } from '@yingda/api'

export interface Ring {
  kind: 'assigned' | 'message'
  /** The same for every tab of this browser, so that one of them rings. */
  key: string
  conversationId: string
  row?: ConversationRow
}

export interface Heard {
  message: MessageView
  agent_id: string | null
}

const remembered = 200

export class Doorbell {
  private readonly mine = new Set<string>()
  private readonly heard = new Set<string>()
  private awake = false

  constructor(private readonly me: () => string) {}

  /** After every whole read: what lay here at the first one is no news, what is mine since then is. */
  catchUp(rows: Iterable<ConversationRow>): Ring[] {
    const rings = [...rows].flatMap((row) => this.given(row) ?? [])
    this.awake = true
    return rings
  }

  /** Given to me by the system or a colleague; what I took myself is accepted from the start. */
  given(row: ConversationRow): Ring | null {
    const isMine = row.status === 'open' && row.agent_id === this.me()
    const isKnown = this.mine.has(row.id)
    if (isMine) this.mine.add(row.id)
    else this.mine.delete(row.id)
    if (!isMine || isKnown || row.leg_accepted || !this.awake) return null
    return { kind: 'assigned', key: `a ${row.id} ${row.last_seq}`, conversationId: row.id, row }
  }

  /** `front` is the conversation the person is looking at, if they look at all. */
  said({ message, agent_id }: Heard, front: string | undefined): Ring | null {
    if (message.sender_kind !== 'customer' || agent_id !== this.me()) return null
    if (this.heard.has(message.id) || message.conversation_id === front) return null
    this.heard.add(message.id)
    const [oldest] = this.heard
    if (this.heard.size > remembered && oldest) this.heard.delete(oldest)
    return { kind: 'message', key: `m ${message.id}`, conversationId: message.conversation_id }
  }
}
