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
  // Agents hear of nobody's presence but their own: ask again whenever a list is opened.
  const seats = useQuery({
    queryKey: ['seats'],
    queryFn: api.team.seats,
    retry: false,
    refetchOnMount: 'always',
  })
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
  const ordered = computed(() =>
    [...(seats.data.value ?? [])].sort((one, other) => rank(one) - rank(other)),
  )
  return {
    colleagues: computed(() => ordered.value.filter((seat) => seat.staff_id !== session.staff?.id)),
    everybody: ordered,
    groups: computed(() => groups.data.value ?? []),
  }
}

const states = ['available', 'busy', 'hung', 'break', 'offline']
/** Who can take something now comes first. */
const rank = (seat: SeatView) => states.indexOf(seat.presence) * 100 + seat.load
