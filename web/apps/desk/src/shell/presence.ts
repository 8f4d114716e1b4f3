/** My presence and load, kept fresh by the socket. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import type { MeView, Presence } from '@yingda/api'
import { api } from '@/http'
import { useLive, useReconnect } from '@/live'
import { showProblem } from '@/problems'
import { useSession } from '@/session'

export const choosable: Presence[] = ['available', 'busy', 'break', 'hung', 'offline']

export function useMe() {
  const client = useQueryClient()
  const session = useSession()
  const me = useQuery({ queryKey: ['me'], queryFn: api.team.me })

  useLive(({ kind, data }) => {
    if (kind !== 'PresenceChanged' || data.staff_id !== session.staff?.id) return
    client.setQueryData<MeView>(
      ['me'],
      (known) => known && { ...known, ...(data as Partial<MeView>) },
    )
  })
  useReconnect(() => void client.invalidateQueries({ queryKey: ['me'] }))

  const change = useMutation({
    mutationFn: (state: Presence) => api.team.setPresence(state),
    onSuccess: (now) => client.setQueryData(['me'], now),
    onError: showProblem,
  })
  return { me: me.data, change }
}
