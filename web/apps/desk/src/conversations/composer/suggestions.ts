/** `/` opens canned replies with their variables filled in, `@` (in a note) asks a colleague. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { rowsOf, type ConversationView } from '@yingda/api'
import { computed, nextTick, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '@/http'
import { useSession } from '@/session'
import { useColleagues } from '../colleagues'
import { fillIn, holesIn } from './variables'
import { wordAt } from './wordAt'

export interface Suggestion {
  key: string
  mark: string
  title: string
  text: string
}

interface Asked {
  text: Ref<string>
  mode: Ref<'reply' | 'note'>
  textarea: Ref<HTMLTextAreaElement | undefined | null>
  view: Ref<ConversationView | undefined>
}

export function useSuggestions({ text, mode, textarea, view }: Asked) {
  const { t } = useI18n()
  const session = useSession()
  const at = ref(0)
  const caret = ref(0)
  const dismissed = ref('')
  const canned = useQuery({
    queryKey: ['canned'],
    queryFn: async () => rowsOf(await api.knowledge.canned()),
  })
  const { colleagues } = useColleagues()
  const known = useQuery({
    queryKey: ['variables', computed(() => view.value?.id), computed(() => view.value?.last_seq)],
    queryFn: () => api.assist.variables(view.value?.id ?? ''),
    enabled: computed(() => view.value !== undefined && mode.value === 'reply'),
    placeholderData: keepPreviousData,
  })
  watch(text, () => (caret.value = textarea.value?.selectionStart ?? text.value.length), {
    flush: 'post',
  })

  const word = computed(() => wordAt(text.value, caret.value, mode.value === 'note' ? '@' : '/'))
  const values = computed(() => ({
    customer_name: view.value?.customer_name ?? '',
    agent_name: session.staff?.name ?? '',
    shop_name: view.value?.merchant_name ?? '',
    ...known.data.value,
  }))
  const list = computed<Suggestion[]>(() => {
    if (!word.value) return []
    return (mode.value === 'note' ? mentions() : replies()).slice(0, 8)
  })
  const open = computed(() => word.value !== null && dismissed.value !== text.value)

  function replies(): Suggestion[] {
    return (canned.data.value ?? [])
      .filter((reply) => fits(`${reply.shortcut} ${reply.title} ${reply.text}`))
      .map((reply) => ({
        key: reply.id,
        mark: `/${reply.shortcut}`,
        title: reply.title,
        text: fillIn(reply.text, values.value),
      }))
  }

  function mentions(): Suggestion[] {
    return colleagues.value
      .filter((seat) => fits(seat.name))
      .map((seat) => ({
        key: seat.staff_id,
        mark: `@${seat.name}`,
        title: t(`people.presence.${seat.presence}`),
        text: `@${seat.name} `,
      }))
  }

  const fits = (where: string) =>
    where.toLowerCase().includes((word.value?.query ?? '').toLowerCase())

  async function choose(suggestion: Suggestion | undefined) {
    if (!suggestion || !word.value) return
    const { start, end } = word.value
    text.value = text.value.slice(0, start) + suggestion.text + text.value.slice(end)
    at.value = 0
    await nextTick()
    const place = start + suggestion.text.length
    const [hole = ''] = holesIn(suggestion.text)
    const from = hole ? start + suggestion.text.indexOf(hole) : place
    textarea.value?.focus()
    textarea.value?.setSelectionRange(from, from + hole.length)
    caret.value = from
  }

  function onKey(event: KeyboardEvent): boolean {
    if (!open.value || list.value.length === 0) return false
    const count = list.value.length
    if (event.key === 'ArrowDown') at.value = (at.value + 1) % count
    else if (event.key === 'ArrowUp') at.value = (at.value - 1 + count) % count
    else if (event.key === 'Enter' || event.key === 'Tab') void choose(list.value[at.value])
    else if (event.key === 'Escape') dismissed.value = text.value
    else return false
    event.preventDefault()
    return true
  }

  /** A button instead of the key. */
  async function start(sign: '/' | '@') {
    text.value += text.value === '' || /\s$/.test(text.value) || sign === '@' ? sign : ` ${sign}`
    await nextTick()
    textarea.value?.focus()
  }

  watch(list, () => (at.value = 0))
  return { open, list, at, mode, choose, onKey, start }
}

export type Suggestions = ReturnType<typeof useSuggestions>
