/** What was said in conversations that are over, read backwards a few at a time when asked for. */
import type { MessageView } from '@yingda/api'
import { signal } from '@preact/signals'
import type { VisitorConversation } from './shapes'
import type { Visitor } from './start'

export interface PastPart {
  conversation: VisitorConversation
  messages: readonly MessageView[]
}

export type PastState = 'none' | 'more' | 'loading' | 'failed'

const AT_ONCE = 3

export class Past {
  /** Oldest first. */
  readonly parts = signal<readonly PastPart[]>([])
  readonly state = signal<PastState>('none')

  /** `edge` is the oldest conversation the screen shows besides these, if it shows one. */
  constructor(
    private readonly visitor: Pick<Visitor, 'api' | 'with'>,
    hasEarlier: boolean,
    private readonly edge: () => string | undefined,
  ) {
    if (hasEarlier) this.state.value = 'more'
  }

  async load(): Promise<void> {
    if (this.state.peek() === 'none' || this.state.peek() === 'loading') return
    this.state.value = 'loading'
    const before = this.parts.peek()[0]?.conversation.id ?? this.edge()
    try {
      const { conversations } = await this.ask(before)
      this.parts.value = [...[...conversations].reverse(), ...this.parts.peek()]
      this.state.value = conversations.length < AT_ONCE ? 'none' : 'more'
    } catch {
      this.state.value = 'failed'
    }
  }

  private ask(before: string | undefined): Promise<{ conversations: PastPart[] }> {
    const query = { limit: AT_ONCE, ...(before === undefined ? {} : { before }) }
    return this.visitor.with(() => this.visitor.api.get('/api/widget/conversations', { query }))
  }
}
