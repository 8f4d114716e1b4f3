/** The list of staff, for pages that change it. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { rowsOf } from '@yingda/api'
import { api } from '@/http'

export function useStaff() {
  return useQuery({ queryKey: ['staff'], queryFn: async () => rowsOf(await api.team.staff()) })
}

export function useTeamChanged() {
  const client = useQueryClient()
  return () => {
    for (const key of ['staff', 'groups', 'seats'])
      void client.invalidateQueries({ queryKey: [key] })
  }
}
