/** Keeps the newest line in view while the reader is at the end, and the reader's place otherwise. */
import { useEventListener, useResizeObserver } from '@vueuse/core'
import { nextTick, onMounted, ref, watch, type Ref } from 'vue'

const nearEnd = 48

export function useStickyEnd(
  scroller: Ref<HTMLElement | null>,
  lines: Ref<HTMLElement | null>,
  items: Ref<readonly unknown[]>,
) {
  const atEnd = ref(true)
  const fresh = ref(false)
  let lastTop = 0

  function toEnd() {
    const element = scroller.value
    if (element) element.scrollTop = element.scrollHeight
    atEnd.value = true
    fresh.value = false
  }

  useEventListener(scroller, 'scroll', () => {
    const element = scroller.value
    if (!element) return
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd
    // Only going up leaves the end; lines that grow or a smaller window do not.
    if (near) atEnd.value = true
    else if (element.scrollTop < lastTop) atEnd.value = false
    lastTop = element.scrollTop
    if (near) fresh.value = false
  })
  // Pictures and ratings that arrive late make the lines taller; bars make the room smaller.
  useResizeObserver([scroller, lines], () => atEnd.value && toEnd())

  watch(
    () => items.value.length,
    async (now, before) => {
      const follow = atEnd.value
      await nextTick()
      if (follow) toEnd()
      else if (now > before) fresh.value = true
    },
  )
  onMounted(toEnd)

  /** Runs something that puts lines above, without moving what is being read. */
  async function keepPlace(run: () => Promise<void>) {
    const element = scroller.value
    const below = element ? element.scrollHeight - element.scrollTop : 0
    atEnd.value = false
    await run()
    await nextTick()
    if (element) element.scrollTop = element.scrollHeight - below
    fresh.value = false
  }

  return { atEnd, fresh, toEnd, keepPlace }
}
