/** Who else is here, for mentions, transfers and assigning. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { rowsOf, type SeatView } from '@yingda/api'
import { computed } from 'vue'
import { api } from '@/http'
import { useLive } from '@/live'
import { useSession } from '@/session'

export function useColleagues() {
  const session = useSession()
  const client = useQueryClient()
  const seats = useQuery({ queryKey: ['seats'], queryFn: api.team.seats, retry: false })
  const groups = useQuery({
    queryKey: ['groups'],
    queryFn: async () => rowsOf(await api.team.groups()),
  })
  useLive(({ kind, data }) => {
    if (kind !== 'PresenceChanged') return
    client.setQueryData<SeatView[]>(['seats'], (known) =>
      known?.map((seat) =>
        seat.staff_id === data.staff_id ? { ...seat, ...(data as Partial<SeatView>) } : seat,
      ),
    )
  })
  return {
    colleagues: computed(() =>
      (seats.data.value ?? []).filter((seat) => seat.staff_id !== session.staff?.id),
    ),
    everybody: computed(() => seats.data.value ?? []),
    groups: computed(() => groups.data.value ?? []),
  }
}
