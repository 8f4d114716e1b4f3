/** The authority matrix: which group decides what, for pages that name an authority. */
import { useQuery } from '@tanstack/vue-query'
import type { AuthorityView } from '@yingda/api'
import { api } from '@/http'

export function useAuthorities() {
  return useQuery({ queryKey: ['authorities'], queryFn: () => api.team.authorities() })
}

/** Every authority by name, with one that may be written somewhere and held by nobody yet. */
export function namesOf(rows: readonly AuthorityView[] = [], other?: string | null): string[] {
  return [...new Set([...rows.map((one) => one.name), ...(other ? [other] : [])])]
}
