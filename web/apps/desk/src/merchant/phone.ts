/** A shop's staff on a phone see their own inbox instead of the agents' workbench. */
import { useMediaQuery } from '@vueuse/core'
import { computed } from 'vue'
import { useSession } from '@/session'

export function useShopOnPhone() {
  const session = useSession()
  const phone = useMediaQuery('(max-width: 720px)')
  return computed(() => phone.value && session.role === 'merchant_staff')
}
