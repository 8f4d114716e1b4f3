/** Feeds the queue from the server and the socket, and says the unread number in the tab's title. */
import type { ConversationRow } from '@yingda/api'
import { useQuery } from '@tanstack/vue-query'
import { useTitle } from '@vueuse/core'
import { computed, onScopeDispose, watch, type Ref } from 'vue'
import { api } from '@/http'
import { socket, useLive, useReconnect } from '@/live'
import { useSession } from '@/session'
import { useQueue } from './queue'

export function useQueueFeed(open: Ref<string | undefined>) {
  const queue = useQueue()
  const session = useSession()
  void queue.loadAll()
  useReconnect(() => void queue.loadAll())

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
      if (!shops || !session.leads) return
      onCleanup(socket.subscribe(...shops.map((shop) => `merchant:${shop.id}`)))
    },
    { immediate: true },
  )

  const title = useTitle('Yingda')
  const unread = computed(() =>
    [...queue.rows.values()].reduce(
      (sum, row) =>
        sum + (row.agent_id === session.staff?.id && row.status === 'open' ? row.unread : 0),
      0,
    ),
  )
  watch(unread, (count) => (title.value = count > 0 ? `(${count}) Yingda` : 'Yingda'), {
    immediate: true,
  })
  onScopeDispose(() => (title.value = 'Yingda'))
}
