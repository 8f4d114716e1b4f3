/** Who sits at this desk. */
import type { Role, SessionView } from '@yingda/api'
import { closestLanguage } from '@yingda/words'
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { api, speakAs } from './http'
import { hasChosenLanguage, speak } from './i18n'
import { goOffAir, goOnAir, liveState } from './live'
import { queryClient } from './query'

const ranks: Record<Role, number> = { owner: 4, admin: 3, lead: 2, agent: 1, merchant_staff: 1 }

export const useSession = defineStore('session', () => {
  const current = ref<SessionView | null>(null)
  const asked = ref(false)

  const staff = computed(() => current.value?.staff ?? null)
  const role = computed<Role>(() => staff.value?.role ?? 'agent')
  const leads = computed(() => ranks[role.value] >= ranks.lead)
  const administers = computed(() => ranks[role.value] >= ranks.admin)

  async function begin(session: SessionView) {
    current.value = session
    asked.value = true
    speakAs(session.csrf)
    if (!hasChosenLanguage() && session.staff.language) {
      await speak(closestLanguage([session.staff.language]), false)
    }
    goOnAir()
  }

  /** Asked once per page load; a 401 is an answer too. */
  async function resume(): Promise<boolean> {
    if (!asked.value) {
      await api.session.current().then(begin, () => (asked.value = true))
    }
    return current.value !== null
  }

  /** The server ends sockets when rights change; who is still signed in comes straight back. */
  watch(liveState, (state) => {
    if (state === 'signed_out' && current.value) {
      void api.session.current().then(begin, end)
    }
  })

  async function signIn(account: string, password: string) {
    await begin(await api.session.signIn(account, password))
  }

  async function signOut() {
    await api.session.signOut().catch(() => undefined)
    end()
  }

  function end() {
    current.value = null
    goOffAir()
    queryClient.clear()
  }

  return { current, staff, role, leads, administers, begin, resume, signIn, signOut, end }
})
