/** A customer, their orders, and the news that either may have changed. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { api } from '@/http'

export function useCustomer(id: MaybeRefOrGetter<string | undefined>) {
  const known = computed(() => toValue(id) ?? '')
  const enabled = computed(() => known.value !== '')
  const customer = useQuery({
    queryKey: ['customer', known],
    queryFn: () => api.customers.one(known.value),
    enabled,
  })
  const orders = useQuery({
    queryKey: ['orders', known],
    queryFn: () => api.customers.orders(known.value),
    enabled,
  })
  return { customer, orders }
}

export function useCustomersChanged() {
  const client = useQueryClient()
  return () => {
    for (const key of ['customer', 'customers', 'orders', 'history', 'conversation'])
      void client.invalidateQueries({ queryKey: [key] })
  }
}
