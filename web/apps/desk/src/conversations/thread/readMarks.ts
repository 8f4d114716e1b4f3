/** Tells the server what this person has read: only what is on screen, only while they look. */
import { useDocumentVisibility, watchDebounced, useWindowFocus } from '@vueuse/core'
import { computed, type Ref } from 'vue'
import { api } from '@/http'
import { useOpen } from '../open'
import { useQueue } from '../queue'
import { useRights } from '../rights'

export function useReadMarks(atEnd: Ref<boolean>) {
  const { id, timeline, view } = useOpen()
  const { mine } = useRights()
  const queue = useQueue()
  const visibility = useDocumentVisibility()
  const focused = useWindowFocus()
  let told = 0

  const reached = computed(() => {
    const looking = visibility.value === 'visible' && focused.value && atEnd.value && mine.value
    return looking ? timeline.value.lastSeq : 0
  })
  watchDebounced(
    reached,
    (seq) => {
      if (seq === 0 || seq <= Math.max(told, view.value?.staff_read_seq ?? 0)) return
      told = seq
      queue.seen(id)
      api.conversations.markRead(id, seq).catch(() => (told = 0))
    },
    { debounce: 300, immediate: true },
  )
}
