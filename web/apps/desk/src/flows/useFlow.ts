/** A flow while it is edited: what is stored, what was changed, and what is wrong with it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import type { FlowDocument, FlowFault, FlowView } from '@yingda/api'
import { watchDebounced } from '@vueuse/core'
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '@/http'
import { showDone, showProblem } from '@/problems'

const CHECK_AFTER_MS = 400

export function useFlow(id: Ref<string>) {
  const { t } = useI18n()
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['flow', id],
    queryFn: () => api.flows.one(id.value),
    refetchOnReconnect: false,
    // Read anew whenever it is opened: a colleague may have saved it since.
    refetchOnMount: 'always',
    staleTime: Infinity,
  })
  const stored = shallowRef<FlowView | null>(null)
  const document = shallowRef<FlowDocument | null>(null)
  const faults = ref<FlowFault[]>([])
  const merchantId = computed(() => stored.value?.merchant_id ?? '')
  const actionList = useQuery({
    queryKey: ['actions', merchantId],
    queryFn: () => api.flows.actions(merchantId.value),
    enabled: computed(() => merchantId.value !== ''),
  })

  const take = (view: FlowView) => {
    stored.value = view
    document.value = JSON.parse(JSON.stringify(view.document)) as FlowDocument
    faults.value = view.faults
    client.setQueryData(['flow', id.value], view)
    void client.invalidateQueries({ queryKey: ['flows'] })
  }
  const unsaved = computed(
    () => JSON.stringify(document.value) !== JSON.stringify(stored.value?.document ?? null),
  )
  watch(
    query.data,
    (view) => {
      if (view && (view.id !== stored.value?.id || !unsaved.value)) take(view)
    },
    { immediate: true },
  )
  watchDebounced(
    document,
    async (now) => {
      if (!now || !unsaved.value) return
      try {
        const found = await api.flows.check(merchantId.value, now)
        if (document.value === now) faults.value = found
      } catch (error) {
        showProblem(error)
      }
    },
    { debounce: CHECK_AFTER_MS },
  )

  const deed = (run: () => Promise<FlowView>, done: string) =>
    useMutation({
      mutationFn: run,
      onSuccess: (view: FlowView) => {
        take(view)
        showDone(t(done))
      },
      onError: showProblem,
    })
  const keep = () => {
    const { revision = 0 } = stored.value ?? {}
    return document.value && unsaved.value
      ? api.flows.save(id.value, revision, document.value)
      : api.flows.one(id.value)
  }
  const saving = deed(keep, 'shell.saved')
  const publishing = deed(async () => {
    if (unsaved.value) take(await keep())
    return api.flows.publish(id.value, stored.value?.revision ?? 0)
  }, 'flows.published')
  const withdrawing = useMutation({
    mutationFn: () => api.flows.withdraw(id.value),
    onSuccess: ({ live_version, is_changed }) => {
      // What is not saved yet stays on the screen.
      if (stored.value) stored.value = { ...stored.value, live_version, is_changed }
      void client.invalidateQueries({ queryKey: ['flows'] })
      showDone(t('flows.withdrawn'))
    },
    onError: showProblem,
  })

  return {
    query,
    document,
    faults,
    merchantId,
    unsaved,
    actions: computed(() => actionList.data.value ?? []),
    labels: computed(() => stored.value?.labels ?? {}),
    live: computed(() => stored.value?.live_version ?? null),
    publishable: computed(() => unsaved.value || stored.value?.is_changed === true),
    saving: computed(() => saving.isPending.value),
    save: () => {
      saving.mutate()
    },
    publish: () => {
      publishing.mutate()
    },
    withdraw: () => {
      withdrawing.mutate()
    },
  }
}
