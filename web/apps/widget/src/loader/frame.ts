/** The iframe with the app, made on first need, and the few sentences it and the page exchange. */
export interface FromFrame {
  ready: undefined
  close: undefined
  unread: number
  talking: boolean
  identity: undefined
  look: { accent: string; ink: string; position: 'left' | 'right'; text: string }
}
export type ToFrame =
  | { yingda: 'opened' | 'closed' | 'resume' }
  | { yingda: 'page'; url: string; title: string; referrer: string }
  | { yingda: 'identify'; token: string | null }
  | { yingda: 'language'; language: string }
  | { yingda: 'product'; product: unknown }

type Hear = <K extends keyof FromFrame>(kind: K, value: FromFrame[K]) => void

export class Frame {
  private element: HTMLIFrameElement | null = null
  private isReady = false
  private waiting: ToFrame[] = []

  constructor(
    private readonly address: URL,
    private readonly title: string,
    private readonly hear: Hear,
  ) {}

  load(panel: HTMLElement): void {
    if (this.element) return
    const frame = document.createElement('iframe')
    frame.title = this.title
    frame.src = this.address.href
    frame.allow = 'clipboard-write'
    this.element = frame
    window.addEventListener('message', (event) => {
      if (event.source === frame.contentWindow && event.origin === this.address.origin)
        this.receive(event.data)
    })
    panel.append(frame)
  }

  tell(message: ToFrame): void {
    if (this.isReady) this.element?.contentWindow?.postMessage(message, this.address.origin)
    else this.waiting.push(message)
  }

  focus(): void {
    this.element?.focus()
  }

  private receive(message: unknown): void {
    if (typeof message !== 'object' || message === null || !('yingda' in message)) return
    const { yingda: kind, value } = message as { yingda: keyof FromFrame; value: never }
    if (kind === 'ready') {
      this.isReady = true
      for (const early of this.waiting.splice(0)) this.tell(early)
    }
    this.hear(kind, value)
  }
}
