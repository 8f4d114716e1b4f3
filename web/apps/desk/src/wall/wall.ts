/** Seats and groups as they are this moment, kept so by the socket. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { rowsOf, type GroupView, type SeatView } from '@yingda/api'
import { api } from '@/http'
import { useLive, useReconnect } from '@/live'
import { useSession } from '@/session'

export function useWall() {
  const client = useQueryClient()
  const session = useSession()
  const seats = useQuery({ queryKey: ['seats'], queryFn: api.team.seats })
  const groups = useQuery({
    queryKey: ['groups'],
    queryFn: async () => rowsOf(await api.team.groups()),
  })

  useLive(
    ({ kind, data }) => {
      if (kind === 'PresenceChanged') seatChanged(data as Partial<SeatView>)
      if (kind === 'QueueMoved') groupMoved(data as { group_id: string; waiting: number })
    },
    () => (session.leads && session.current ? [`wall:${session.current.tenant.id}`] : []),
  )
  useReconnect(() => {
    void client.invalidateQueries({ queryKey: ['seats'] })
    void client.invalidateQueries({ queryKey: ['groups'] })
  })

  function seatChanged(change: Partial<SeatView>) {
    client.setQueryData<SeatView[]>(['seats'], (known) =>
      known?.map((seat) => (seat.staff_id === change.staff_id ? { ...seat, ...change } : seat)),
    )
    // A group is ready by its members' presence.
    void client.invalidateQueries({ queryKey: ['groups'] })
  }

  function groupMoved({ group_id, waiting }: { group_id: string; waiting: number }) {
    client.setQueryData<GroupView[]>(['groups'], (known) =>
      known?.map((group) => (group.id === group_id ? { ...group, waiting } : group)),
    )
  }

  return { seats, groups }
}
