/** Feeds the queue from the server and the socket, and tells the bell what was read. */
import type { ConversationRow } from '@yingda/api'
import { useQuery } from '@tanstack/vue-query'
import { onScopeDispose, watch, type Ref } from 'vue'
import { api } from '@/http'
import { socket, useLive, useReconnect } from '@/live'
import { useSession } from '@/session'
import { useQueue } from './queue'

export function useQueueFeed(open: Ref<string | undefined>, whenRead: () => void) {
  const queue = useQueue()
  const session = useSession()
  const read = () => void queue.loadAll().then(whenRead)
  read()
  useReconnect(read)
  onScopeDispose(queue.forget)

  useLive(({ kind, data }) => {
    if (kind === 'ConversationRated') queue.rated(String(data.conversation_id), Number(data.score))
    if (kind !== 'ConversationChanged') return
    const row = data.row as ConversationRow
    queue.put(row.id === open.value && !document.hidden ? { ...row, unread: 0 } : row)
  })

  const merchants = useQuery({ queryKey: ['merchants'], queryFn: api.merchants.list })
  watch(
    merchants.data,
    (shops, _, onCleanup) => {
      if (!shops || !(session.leads || session.role === 'merchant_staff')) return
      onCleanup(socket.subscribe(...shops.map((shop) => `merchant:${shop.id}`)))
    },
    { immediate: true },
  )
}
