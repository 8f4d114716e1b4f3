/** In how many seconds a customer should have an answer: the shop's setting, else three minutes. */
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/http'

const threeMinutes = 180

export function useReplyTarget() {
  const merchants = useQuery({
    queryKey: ['merchants'],
    queryFn: api.merchants.list,
    staleTime: Infinity,
  })
  return computed(() => {
    const set = merchants.data.value?.[0]?.settings.reply_target_seconds
    return typeof set === 'number' ? set : threeMinutes
  })
}
