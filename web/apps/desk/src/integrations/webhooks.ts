/** The tenant's webhooks, and those in trouble: who can mend them is told wherever they are. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import type { DeliveryView, WebhookView } from '@yingda/api'
import { ElMessage } from 'element-plus'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '@/http'
import { useLive, useReconnect } from '@/live'
import { showProblem } from '@/problems'
import { useSession } from '@/session'

const key = ['webhooks']

/** `watching` reads again while something waits, for the screen that shows it. */
export function useWebhooks(watching = false) {
  const session = useSession()
  return useQuery({
    queryKey: key,
    queryFn: api.webhooks.list,
    enabled: computed(() => session.administers),
    refetchInterval: ({ state }) =>
      watching && state.data?.some((one) => one.waiting > 0) ? 3_000 : false,
  })
}

export function useWebhooksChanged() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: key })
}

/** Switched off by itself, and not by a person who knows about it. */
export function inTrouble(webhook: WebhookView): boolean {
  return webhook.status === 'off' && webhook.off_reason !== 'admin'
}

export function stateOf(webhook: WebhookView): 'on' | 'off' | 'failing' {
  if (webhook.status === 'off') return 'off'
  return webhook.failing_since === null ? 'on' : 'failing'
}

export function useWebhookTrouble() {
  const query = useWebhooks()
  return computed(() => (query.data.value ?? []).filter(inTrouble))
}

/** Says so at once, as long as the shell lives. */
export function useWebhookNews() {
  const { t } = useI18n()
  const changed = useWebhooksChanged()
  useReconnect(() => void changed())
  useLive(({ kind, data }) => {
    if (kind !== 'WebhookSwitchedOff') return
    void changed()
    const message = t('integrations.offNews', { name: String(data.name) })
    ElMessage({ type: 'warning', message, showClose: true, duration: 10_000, grouping: true })
  })
}

/** A deed on webhooks: what it changed is read again, a refusal is said. */
export function useDeed<Given, Answer>(
  run: (given: Given) => Promise<Answer>,
  done: (answer: Answer) => void = () => undefined,
) {
  const changed = useWebhooksChanged()
  return useMutation({
    mutationFn: run,
    onSuccess: (answer: Answer) => {
      void changed()
      done(answer)
    },
    onError: showProblem,
  })
}

export function toneOf(line: DeliveryView) {
  return ({ waiting: 'amber', delivered: 'green', failed: 'red' } as const)[line.status]
}
