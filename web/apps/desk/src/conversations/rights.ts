/** What this person may do with the open conversation now. */
import { computed } from 'vue'
import { useSession } from '@/session'
import { useOpen } from './open'

export function useRights() {
  const session = useSession()
  const { view } = useOpen()
  const open = computed(() => view.value?.status === 'open')
  const mine = computed(() => open.value && view.value?.agent_id === session.staff?.id)
  return {
    mine,
    closed: computed(() => !open.value),
    mustAccept: computed(() => mine.value && view.value?.leg_accepted === false),
    mayTake: computed(
      () => open.value && !mine.value && (view.value?.agent_id === null || session.leads),
    ),
    takesOver: computed(
      () => open.value && !mine.value && view.value?.agent_id !== null && session.leads,
    ),
    mayAssign: computed(() => open.value && session.leads),
    /** Answering is accepting: the server ends the wait at the first reply. */
    maySpeak: mine,
  }
}
