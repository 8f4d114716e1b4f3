/** The page around the frame: what it tells, and what is told to it. */
export type FromPage =
  | { yingda: 'opened' | 'closed' | 'resume' }
  | { yingda: 'page'; url: string; title: string; referrer: string }
  | { yingda: 'identify'; token: string | null }
  | { yingda: 'language'; language: string }
  | { yingda: 'product'; product: unknown }

export const isFramed = window.parent !== window

type ToPage = 'ready' | 'close' | 'unread' | 'talking' | 'look' | 'identity'

/** The page's address is not known here, and nothing secret is said: any parent may hear it. */
export function tellPage(kind: ToPage, value?: unknown): void {
  if (isFramed) window.parent.postMessage({ yingda: kind, value }, '*')
}

export function hearPage(hear: (message: FromPage) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window.parent || !isFramed) return
    const message = event.data
    if (typeof message === 'object' && message !== null && 'yingda' in message)
      hear(message as FromPage)
  })
}
