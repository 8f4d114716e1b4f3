/** What only a browser knows: where the socket lives, and when the person came back. */
import type { LiveSocket } from './socket'

export function liveUrl(path = '/api/live'): string {
  const url = new URL(path, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

/** Try again at once when the network returns or the tab is looked at again. Returns the way to stop. */
export function wakeOnReturn(socket: LiveSocket): () => void {
  const wake = () => {
    if (document.visibilityState === 'visible') socket.wake()
  }
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  return () => {
    window.removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', wake)
  }
}
