/** Tells the customer that somebody is writing a reply, at most every three seconds. */
import { watchThrottled } from '@vueuse/core'
import type { Ref } from 'vue'
import { api } from '@/http'

export function useTypingSignal(id: string, text: Ref<string>, mode: Ref<'reply' | 'note'>) {
  watchThrottled(
    text,
    (now) => {
      if (now !== '' && mode.value === 'reply') api.conversations.typing(id).catch(() => undefined)
    },
    { throttle: 3000 },
  )
}
