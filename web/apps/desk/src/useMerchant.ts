/** The shop the desk works for; most installations have one. */
import { useQuery } from '@tanstack/vue-query'
import { useLocalStorage } from '@vueuse/core'
import { computed } from 'vue'
import { api } from '@/http'

const chosen = useLocalStorage('yingda.merchant', '')

export function useMerchant() {
  const query = useQuery({ queryKey: ['merchants'], queryFn: api.merchants.list })
  const merchants = computed(() => query.data.value ?? [])
  const merchant = computed(
    () => merchants.value.find((one) => one.id === chosen.value) ?? merchants.value[0],
  )
  return { merchants, merchant, chosen, query }
}
