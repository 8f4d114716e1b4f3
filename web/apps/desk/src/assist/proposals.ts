/** Replies proposed for the open conversation: which to show, which was taken, which were left aside. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { refDebounced } from '@vueuse/core'
import type { ProposalKind, SourceRefDraft, SuggestionView } from '@yingda/api'
import { computed, ref, type Ref } from 'vue'
import { api } from '@/http'

interface Asked {
  id: string
  text: Ref<string>
  /** The seq of the last message: with every message there may be something else to say. */
  seq: Ref<number>
  enabled: Ref<boolean>
}

const SHORT_SEARCH = 12
const PATIENCE = 5000

export function useProposals({ id, text, seq, enabled }: Asked) {
  const taken = ref<{
    kind: ProposalKind
    text: string
    id: Promise<string | undefined>
  } | null>(null)
  const dismissed = ref('')
  const typed = refDebounced(
    computed(() => (taken.value ? '' : text.value.trim().slice(0, 200))),
    250,
  )
  const query = useQuery({
    queryKey: ['suggestions', id, seq, typed],
    queryFn: () => api.assist.suggestions(id, typed.value),
    enabled,
    placeholderData: keepPreviousData,
  })
  const moment = computed(() => `${seq.value} ${text.value}`)
  const list = computed<SuggestionView[]>(() => {
    const shown = enabled.value && !taken.value && dismissed.value !== moment.value
    return shown && !text.value.startsWith('/') ? (query.data.value?.suggestions ?? []) : []
  })

  /** What to ask besides; it stays in sight beside an answer that was taken. */
  const ask = computed<SuggestionView | null>(() => {
    const shown = enabled.value && taken.value?.kind !== 'ask' && dismissed.value !== moment.value
    return shown && !text.value.startsWith('/') ? (query.data.value?.ask ?? null) : null
  })

  /** What was begun is replaced when it was only a search, or the beginning of the same words. */
  function put(words: string, { kind, source_id }: SourceRefDraft) {
    const begun = text.value.trim()
    if (kind === 'ask' && begun) {
      text.value = `${begun}\n${words}`
      return
    }
    const same = words.startsWith(begun) || begun.length <= SHORT_SEARCH
    text.value = same ? words : `${begun}\n${words}`
    const asked = api.assist.take(id, { kind, source_id }).then(
      (one) => one.id,
      () => undefined,
    )
    taken.value = { kind, text: words, id: asked }
  }

  /** What to send along with the words: where they came from, and what was passed over for them. */
  async function provenance(): Promise<{ taken_id?: string; ignored?: SourceRefDraft[] }> {
    const used = taken.value
    const inSight = [...list.value, ...(ask.value ? [ask.value] : [])]
    const ignored = inSight.map(({ kind, source_id }) => ({ kind, source_id }))
    const passedOver = ignored.length ? { ignored } : {}
    taken.value = null
    if (!used) return passedOver
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE))
    const taken_id = await Promise.race([used.id, late])
    return taken_id ? { taken_id, ...passedOver } : passedOver
  }

  return {
    list,
    ask,
    put,
    provenance,
    pending: computed(() => enabled.value && query.isPending.value),
    dismiss: () => (dismissed.value = moment.value),
    /** An emptied composer has nothing of the proposal left. */
    forget: () => {
      if (text.value === '') taken.value = null
    },
  }
}

export type Proposals = ReturnType<typeof useProposals>
