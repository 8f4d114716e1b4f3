/** The desk's one socket; every screen listens here. */
import { LiveSocket, liveUrl, wakeOnReturn, type LiveEvent, type SocketState } from '@yingda/live'
import { onScopeDispose, ref } from 'vue'

export const liveState = ref<SocketState>('closed')
export const socket = new LiveSocket({ url: liveUrl() })
socket.on('state', (state) => (liveState.value = state))
wakeOnReturn(socket)

export function goOnAir(): void {
  socket.open()
}

export function goOffAir(): void {
  socket.close()
}

/** Hears events of these kinds as long as the component lives. */
export function useLive(hear: (event: LiveEvent) => void, topics: () => string[] = () => []): void {
  const stops = [socket.on('event', hear)]
  const wanted = topics()
  if (wanted.length > 0) stops.push(socket.subscribe(...wanted))
  onScopeDispose(() => {
    for (const stop of stops) stop()
  })
}

/** Runs after every (re)connection: what was missed meanwhile has to be read again. */
export function useReconnect(run: () => void): void {
  onScopeDispose(socket.on('welcome', run))
}
