/** One visitor's conversation on this screen: what was said, what is on its way, who is there. */
import type { MessagePage, MessageView } from '@yingda/api'
import { signal } from '@preact/signals'
import {
  follow,
  LiveSocket,
  liveUrl,
  Outbox,
  Timeline,
  wakeOnReturn,
  type Draft,
  type SocketState,
  type TimelineSnapshot,
} from '@yingda/live'
import { storage } from './memory'
import { Past } from './past'
import { post } from './sending'
import type { Body, StartView, VisitorConversation } from './shapes'
import type { Visitor } from './start'

const NOTHING: TimelineSnapshot<MessageView> = {
  messages: [],
  lastSeq: 0,
  state: 'live',
  problem: null,
}

export class Chat {
  readonly conversation = signal<VisitorConversation | null>(null)
  /** Conversations that ended while this screen was open; the thread goes on below them. */
  readonly earlier = signal<readonly (readonly MessageView[])[]>([])
  readonly past: Past
  readonly timeline = signal(NOTHING)
  readonly drafts = signal<readonly Draft<Body>[]>([])
  readonly typing = signal<{ name: string | null } | null>(null)
  readonly socketState = signal<SocketState>('closed')
  readonly socket: LiveSocket
  private readonly outbox: Outbox<Body, MessageView>
  private unfollow: () => void = () => undefined
  private readonly stops: (() => void)[]
  private opening: Promise<string> | null = null
  private typingEnds: ReturnType<typeof setTimeout> | undefined

  constructor(
    readonly visitor: Visitor,
    readonly started: StartView,
  ) {
    this.past = new Past(visitor, started.has_earlier, () => this.oldest())
    this.socket = this.makeSocket()
    this.outbox = this.makeOutbox()
    this.drafts.value = this.outbox.snapshot
    this.stops = [
      this.socket.on('state', (state) => {
        this.socketState.value = state
        if (state === 'open') this.outbox.flush()
      }),
      this.socket.on('event', ({ kind, data }) => {
        this.hear(kind, data)
      }),
      wakeOnReturn(this.socket),
    ]
    if (started.conversation) this.adopt(started.conversation)
    this.socket.open()
    if (this.outbox.snapshot.length > 0) this.outbox.flush()
  }

  stop(): void {
    this.unfollow()
    this.outbox.stop()
    this.socket.close()
    clearTimeout(this.typingEnds)
    for (const stop of this.stops) stop()
  }

  /** Returns the key by which the server knows this message. */
  say(body: Body): string {
    return this.outbox.put(body).key
  }

  retry(key: string): void {
    this.outbox.retry(key)
  }

  discard(key: string): void {
    this.outbox.discard(key)
  }

  async askHuman(reason = 'button'): Promise<void> {
    await this.act('ask-human', { reason })
  }

  /** Told at most every few seconds, and never worth an error. */
  tellTyping(): void {
    const id = this.conversation.peek()?.id
    if (id === undefined) return
    const path = { id }
    this.visitor.api
      .post('/api/conversations/{id}/typing', { path, body: {} })
      .catch(() => undefined)
  }

  async end(): Promise<void> {
    await this.act('close', {})
  }

  /** The key makes a second try of the same words the same message. */
  async leaveMessage(client_key: string, text: string, contact: string): Promise<void> {
    await this.act('leave-message', { client_key, text, contact })
  }

  /** The id of the open conversation, begun now when there is none. */
  ensure(): Promise<string> {
    const known = this.conversation.value
    return known ? Promise.resolve(known.id) : this.begin()
  }

  begin(): Promise<string> {
    this.opening ??= this.visitor
      .with(() =>
        this.visitor.api.post<VisitorConversation>('/api/widget/conversations', { body: {} }),
      )
      .then((conversation) => {
        this.adopt(conversation)
        return conversation.id
      })
      .finally(() => {
        this.opening = null
      })
    return this.opening
  }

  private async act(verb: string, body: Record<string, unknown>): Promise<void> {
    const isOver = this.conversation.peek()?.status === 'closed'
    const id = await (isOver ? this.begin() : this.ensure())
    const path = `/api/conversations/{id}/${verb}`
    const answer = await this.visitor.with(() =>
      this.visitor.api.post<Partial<VisitorConversation> | undefined>(path, { path: { id }, body }),
    )
    if (answer?.id === id) this.update(answer as VisitorConversation)
  }

  private oldest(): string | undefined {
    return this.earlier.peek()[0]?.[0]?.conversation_id ?? this.conversation.peek()?.id
  }

  private adopt(conversation: VisitorConversation): void {
    const known = this.conversation.peek()
    this.conversation.value = conversation
    if (known?.id === conversation.id) return
    this.unfollow()
    const { messages } = this.timeline.peek()
    if (known && messages.length > 0) this.earlier.value = [...this.earlier.peek(), messages]
    const timeline = new Timeline<MessageView>({
      fetch: (after) => this.read(conversation.id, after),
      onChange: (snapshot) => {
        this.timeline.value = snapshot
      },
    })
    this.timeline.value = timeline.snapshot
    this.unfollow = follow(this.socket, timeline, conversation.id)
    this.accept = (message) => {
      timeline.accept(message)
    }
  }

  private accept: (message: MessageView) => void = () => undefined

  private update(change: VisitorConversation): void {
    const known = this.conversation.peek()
    if (known?.id === change.id) this.conversation.value = { ...known, ...change }
    else if (!known || change.status === 'open') this.adopt(change)
  }

  private hear(kind: string, data: Record<string, unknown>): void {
    const known = this.conversation.peek()
    if (kind === 'VisitorConversationChanged') this.update(data.conversation as VisitorConversation)
    if (kind === 'MessagePosted') this.hush(data.message as MessageView)
    if (!known || data.conversation_id !== known.id) return
    if (kind === 'Typing' && data.by_kind !== 'customer') this.showTyping(data.by_name)
    if (kind === 'ReadMarked') {
      const field = data.by === 'staff' ? 'staff_read_seq' : 'customer_read_seq'
      const seq = Math.max(known[field], Number(data.seq))
      this.conversation.value = { ...known, [field]: seq }
    }
  }

  private hush(message: MessageView): void {
    if (message.sender_kind !== 'customer') this.typing.value = null
  }

  private showTyping(name: unknown): void {
    clearTimeout(this.typingEnds)
    this.typing.value = { name: typeof name === 'string' ? name : null }
    this.typingEnds = setTimeout(() => {
      this.typing.value = null
    }, 6000)
  }

  private read(id: string, after: number): Promise<MessagePage> {
    return this.visitor.with(() =>
      this.visitor.api.get<MessagePage>('/api/conversations/{id}/messages', {
        path: { id },
        query: { after },
      }),
    )
  }

  private makeSocket(): LiveSocket {
    return new LiveSocket({
      url: liveUrl(),
      token: () => this.visitor.currentToken,
      renew: () =>
        this.visitor.start().then(
          () => true,
          () => false,
        ),
    })
  }

  private makeOutbox(): Outbox<Body, MessageView> {
    const { publicKey } = this.visitor
    return new Outbox<Body, MessageView>({
      send: ({ key, body }) =>
        post(this.visitor, () => this.ensure(), { client_key: key, ...body.wire }),
      onChange: (drafts) => {
        this.drafts.value = drafts
      },
      onStored: (message) => {
        if (message.conversation_id === this.conversation.peek()?.id) this.accept(message)
      },
      onGone: async () => Boolean(await this.begin()),
      storage: storage(),
      name: `yingda.outbox.${publicKey}.${this.started.customer.id}`,
    })
  }
}
