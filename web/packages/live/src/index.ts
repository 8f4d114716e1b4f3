/**
 * The live side of Yingda for every screen: one socket, timelines that equal the server's list,
 * and an outgoing queue that sends each draft once. Framework-free; hand `onChange` to Vue or Preact.
 *
 * ```ts
 * const socket = new LiveSocket({ url: liveUrl(), token: () => visitorToken });   // staff: no token
 * socket.on("event", ({ kind, data }) => ...);   // every pushed event: {kind: "MessagePosted", data: {...}}
 * socket.on("state", (state) => ...);            // connecting | open | waiting | refused | signed_out | closed
 * socket.on("welcome", ({ epoch, topics }) => ...);
 * socket.open();
 * const leave = socket.subscribe("merchant:1", "wall:2");   // counted: two screens may share a topic
 * leave();
 *
 * const timeline = new Timeline<MessageView>({
 *   fetch: (after) => api.messages(conversationId, after),   // {items, epoch, last_seq, more}
 *   onChange: ({ messages, lastSeq, state, problem }) => ...,   // a new array each time
 * });
 * // Subscribes, then reads; heals on gaps, reconnects and epoch changes. Feeds MessagePosted / MessageChanged.
 * const stop = follow(socket, timeline, conversationId, { topic: `conversation:${conversationId}` });
 * timeline.accept(answerOfMyPost);    // the 201 body; harmless when the push came first
 *
 * const outbox = new Outbox<Body, MessageView>({
 *   send: (draft) => api.post(conversationId, { client_key: draft.key, ...draft.body }),   // see Verdict
 *   onChange: (drafts) => ...,          // drafts not yet answered: waiting | sending | refused
 *   onStored: (message, draft) => timeline.accept(message),
 *   onGone: async (draft) => restartConversation(),   // 404: true = try again under the same key
 *   storage: localStorage, name: "yingda.outbox.KEY",  // optional: survives reloads
 * });
 * outbox.put({ content_type: "text", text: "hello" });
 * outbox.retry(key); outbox.discard(key); outbox.flush();   // flush: try now (online again)
 *
 * pending(drafts, messages)   // the drafts a screen still shows under the timeline
 * ```
 */
export { follow, type FollowOptions } from './follow'
export {
  Outbox,
  pending,
  randomKey,
  type Draft,
  type KeyValue,
  type OutboxOptions,
  type Verdict,
} from './outbox'
export { LiveSocket, type LiveSocketOptions, type SocketState } from './socket'
export {
  Timeline,
  type Page,
  type Sequenced,
  type TimelineOptions,
  type TimelineSnapshot,
} from './timeline'
export { liveUrl, wakeOnReturn } from './browser'
export type { LiveEvent, ServerFrame } from './frames'
export { backoff, type Later } from './backoff'
