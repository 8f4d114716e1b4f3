/** Ties a timeline to the socket: subscribe first, then read; heal whenever something may have been missed. */
import type { LiveSocket } from './socket'
import type { Sequenced, Timeline } from './timeline'

export interface FollowOptions {
  /** Left out when the conversation's events come by an automatic topic (the visitor's own). */
  topic?: string
}

export function follow<M extends Sequenced>(
  socket: LiveSocket,
  timeline: Timeline<M>,
  conversationId: string,
  { topic }: FollowOptions = {},
): () => void {
  const stops = [
    socket.on('event', ({ kind, data }) => {
      if (data.conversation_id !== conversationId) return
      if (kind === 'MessagePosted' || kind === 'MessageChanged') timeline.accept(data.message as M)
    }),
    socket.on('welcome', ({ epoch }) => {
      timeline.meet(epoch)
      if (topic === undefined) timeline.heal()
    }),
    socket.on('subscribed', ({ topics }) => {
      if (topic !== undefined && topics.includes(topic)) timeline.heal()
    }),
    // No socket to be had (a proxy, a strict network): reading at each attempt keeps the screen moving.
    socket.on('state', (state) => {
      if (state === 'waiting') timeline.heal()
    }),
  ]
  if (topic !== undefined) stops.push(socket.subscribe(topic))
  timeline.heal()
  return () => {
    timeline.stop()
    for (const stop of stops) stop()
  }
}
