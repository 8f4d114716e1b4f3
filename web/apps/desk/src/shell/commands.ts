/** What the command bar offers for a typed text: actions, customers, conversations, articles. */
import { useQuery } from '@tanstack/vue-query'
import { refDebounced } from '@vueuse/core'
import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { api } from '@/http'
import { useSession } from '@/session'
import { roomsFor } from './navigation'
import { choosable, useMe } from './presence'

export interface Command {
  key: string
  section: 'actions' | 'customers' | 'conversations' | 'articles'
  title: string
  hint?: string
  run: () => unknown
}

export function matches(text: string, query: string): boolean {
  const plain = text.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => plain.includes(word))
}

export function useCommands(typed: Ref<string>) {
  const { t } = useI18n()
  const router = useRouter()
  const session = useSession()
  const { change } = useMe()
  const query = refDebounced(
    computed(() => typed.value.trim()),
    200,
  )
  const enabled = computed(() => query.value.length > 0)

  const customers = useQuery({
    queryKey: ['find', 'customers', query],
    queryFn: () => api.customers.find(query.value),
    enabled,
  })
  const rows = useQuery({
    queryKey: ['find', 'conversations'],
    queryFn: () => api.conversations.list(session.leads ? 'all' : 'mine'),
  })
  const articles = useQuery({
    queryKey: ['find', 'articles', query],
    queryFn: () => api.knowledge.list({ q: query.value }),
    enabled,
  })

  const actions = computed<Command[]>(() => [
    ...roomsFor(session.role).map((room) => ({
      key: `go-${room.name}`,
      section: 'actions' as const,
      title: t('shell.command.goTo', { page: t(`shell.nav.${room.name}`) }),
      run: () => router.push({ name: room.name }),
    })),
    ...choosable.map((state) => ({
      key: `presence-${state}`,
      section: 'actions' as const,
      title: t('shell.command.setPresence', { state: t(`people.presence.${state}`) }),
      run: () => change.mutate(state),
    })),
  ])

  return computed<Command[]>(() => {
    const text = typed.value.trim()
    const fits = (title: string) => text === '' || matches(title, text)
    return [
      ...(rows.data.value?.items ?? [])
        .filter((row) => text !== '' && fits(`${row.customer_name} ${row.preview.text ?? ''}`))
        .slice(0, 5)
        .map((row) => ({
          key: row.id,
          section: 'conversations' as const,
          title: row.customer_name,
          hint: row.preview.text,
          run: () => router.push({ name: 'conversations', params: { id: row.id } }),
        })),
      ...(text === '' ? [] : (customers.data.value?.items ?? [])).slice(0, 5).map((customer) => ({
        key: customer.id,
        section: 'customers' as const,
        title: customer.name,
        hint: customer.tier > 0 ? t('people.tier', { n: customer.tier }) : undefined,
        run: () => router.push({ name: 'customers', params: { id: customer.id } }),
      })),
      ...(text === '' ? [] : (articles.data.value?.items ?? [])).slice(0, 5).map((entry) => ({
        key: entry.id,
        section: 'articles' as const,
        title: entry.question,
        hint: entry.category,
        run: () => router.push({ name: 'knowledge', query: { entry: entry.id } }),
      })),
      ...actions.value.filter((action) => fits(action.title)),
    ]
  })
}
