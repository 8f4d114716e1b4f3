/** The bell of this device: what it may do, and what it does when something comes. */
import type { ConversationRow } from '@yingda/api'
import { useEventListener, useLocalStorage, useTitle } from '@vueuse/core'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { usePreview } from '@/conversations/preview'
import { useQueue } from '@/conversations/queue'
import { say } from '@/i18n'
import { useLive } from '@/live'
import { useSession } from '@/session'
import { Chime } from './chime'
import { claim } from './claim'
import { Doorbell, type Heard, type Ring } from './doorbell'
import { ring } from './ringing'

export const soundOn = useLocalStorage('yingda.sound', true)
export const noticesOn = useLocalStorage('yingda.notices', true)
export const chime = new Chime()
const canNotify = 'Notification' in window
export const permission = ref(canNotify ? Notification.permission : 'denied')

export async function allowNotices(): Promise<void> {
  if (!canNotify) return
  permission.value = await Notification.requestPermission()
  noticesOn.value = permission.value === 'granted'
}

/** Listens as long as the shell lives; `open` is the conversation on the screen. */
export function useBell(open: Ref<string | undefined>) {
  const queue = useQueue()
  const session = useSession()
  const notify = useNotices()
  const doorbell = new Doorbell(() => session.staff?.id ?? '')
  const go = (news: Ring | null) => {
    if (!news) return
    ring(news, {
      soundOn: () => soundOn.value,
      chime,
      hidden: () => document.hidden,
      mayNotify: () => noticesOn.value && permission.value === 'granted',
      notify,
      claim: (key) => claim(key, localStorage),
    })
  }

  for (const gesture of ['pointerdown', 'keydown'])
    useEventListener(window, gesture, () => {
      chime.unlock()
    })
  if ('userActivation' in navigator && navigator.userActivation.hasBeenActive) chime.unlock()

  useLive(({ kind, data }) => {
    if (kind === 'ConversationChanged') go(doorbell.given(data.row as ConversationRow))
    if (kind === 'MessagePosted')
      go(doorbell.said(data as unknown as Heard, document.hidden ? undefined : open.value))
  })

  const title = useTitle('Yingda')
  const waiting = computed(() => queue.waitingForMe.length)
  watch(waiting, (count) => (title.value = count > 0 ? `(${count}) Yingda` : 'Yingda'), {
    immediate: true,
  })
  onScopeDispose(() => (title.value = 'Yingda'))

  return {
    catchUp: () => {
      for (const news of doorbell.catchUp(queue.rows.values())) go(news)
    },
  }
}

function useNotices() {
  const router = useRouter()
  const sayPreview = usePreview()
  return (row: ConversationRow, tag: string) => {
    try {
      const title = say('shell.bell.assigned', { name: row.customer_name })
      const notice = new Notification(title, { body: sayPreview(row), tag })
      notice.onclick = () => {
        window.focus()
        notice.close()
        void router.push({ name: 'conversations', params: { id: row.id } })
      }
    } catch {
      // Phones' browsers notify through a service worker only; the sound was there.
    }
  }
}
