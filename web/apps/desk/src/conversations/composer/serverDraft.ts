/** The unsent text lives on the server: it survives a reload and another device. */
import { watchDebounced } from '@vueuse/core'
import { onScopeDispose, ref, type Ref } from 'vue'
import { api } from '@/http'

type Mode = 'reply' | 'note'

export function useServerDraft(id: string, text: Ref<string>, mode: Ref<Mode>) {
  const saved = ref(false)
  let known = ''
  let loaded = false

  void api.conversations.draft(id).then(
    (draft) => {
      loaded = true
      // What was typed while the draft was on its way wins.
      if (!draft?.text || text.value !== '') return
      known = draft.text
      mode.value = draft.mode
      text.value = draft.text
    },
    () => (loaded = true),
  )

  function save() {
    if (!loaded || text.value === known) return
    known = text.value
    api.conversations.saveDraft(id, { text: text.value, mode: mode.value }).then(
      () => (saved.value = text.value !== ''),
      () => (known = '\u0000'),
    )
  }

  watchDebounced([text, mode], save, { debounce: 700 })
  onScopeDispose(save)

  function clear() {
    known = '\u0000'
    saved.value = false
    save()
  }

  return { saved, clear }
}
