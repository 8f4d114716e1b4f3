/** The frames of `WS /api/live`; the socket is push-only, so nothing here changes anything stored. */
export interface LiveEvent {
  kind: string
  data: Record<string, unknown>
}

export type ClientFrame =
  | { type: 'hello'; token?: string; epoch?: string }
  | { type: 'subscribe' | 'unsubscribe'; topics: string[] }
  | { type: 'ping' }

export type ServerFrame =
  | { type: 'welcome'; epoch: string; topics: string[] }
  | { type: 'subscribed'; topics: string[]; refused: string[] }
  | { type: 'pong' }
  | ({ type: 'event' } & LiveEvent)

export const CLOSE = { signedOut: 4401, refused: 4403, slow: 4408, ended: 4410 } as const

/** Reads one text of the socket: one frame a line; what is not a frame is left out. */
export function parseFrames(text: unknown): ServerFrame[] {
  return typeof text === 'string' ? text.split('\n').flatMap(parseFrame) : []
}

function parseFrame(line: string): ServerFrame[] {
  try {
    const frame: unknown = JSON.parse(line)
    return isFrame(frame) ? [frame] : []
  } catch {
    return []
  }
}

function isFrame(value: unknown): value is ServerFrame {
  return typeof value === 'object' && value !== null && 'type' in value
}
