/** The frames of `WS /api/live`; the socket is push-only, so nothing here changes anything stored. */
export interface LiveEvent {
  kind: string
  data: Record<string, unknown>
}

export type ClientFrame =
  | { type: 'hello'; token?: string }
  | { type: 'subscribe' | 'unsubscribe'; topics: string[] }
  | { type: 'ping' }

export type ServerFrame =
  | { type: 'welcome'; epoch: string; topics: string[] }
  | { type: 'subscribed'; topics: string[]; refused: string[] }
  | { type: 'pong' }
  | ({ type: 'event' } & LiveEvent)

export const CLOSE = { signedOut: 4401, refused: 4403, slow: 4408, ended: 4410 } as const

export function parseFrame(text: unknown): ServerFrame | null {
  if (typeof text !== 'string') return null
  try {
    const frame: unknown = JSON.parse(text)
    return isFrame(frame) ? frame : null
  } catch {
    return null
  }
}

function isFrame(value: unknown): value is ServerFrame {
  return typeof value === 'object' && value !== null && 'type' in value
}
