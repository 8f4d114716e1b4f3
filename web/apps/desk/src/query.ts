import { isProblem } from '@yingda/api'
import { QueryClient } from '@tanstack/vue-query'

/** What the server says stays fresh for half a minute; the socket says what changed meanwhile. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && isProblem(error) && error.passing,
    },
  },
})
