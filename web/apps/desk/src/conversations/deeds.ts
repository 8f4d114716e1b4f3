/** Accepting, taking, transferring, ending: each says how it went, and the queue moves on. */
import type { ConversationView, TransferDraft } from '@yingda/api'
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { api } from '@/http'
import { showDone, showProblem } from '@/problems'
import { useOpen } from './open'
import { useQueue } from './queue'

export function useDeeds() {
  const { id } = useOpen()
  const { t } = useI18n()
  const client = useQueryClient()
  const queue = useQueue()

  function deed<T>(ask: (what: T) => Promise<ConversationView>, done?: string, then?: () => void) {
    return useMutation({
      mutationFn: ask,
      onSuccess: (view) => {
        client.setQueryData(['conversation', id], view)
        queue.put(view)
        if (done) showDone(t(done))
        then?.()
      },
      onError: (error) => {
        showProblem(error)
        void client.invalidateQueries({ queryKey: ['conversation', id] })
        void queue.loadAll()
      },
    })
  }

  return {
    accept: deed(() => api.conversations.accept(id)),
    take: deed(
      () => api.conversations.take(id),
      undefined,
      () => {
        if (queue.tab === 'queue') queue.tab = 'mine'
      },
    ),
    assign: deed(
      (staff: string) => api.conversations.assign(id, staff),
      'conversations.done.assigned',
    ),
    transfer: deed(
      (draft: TransferDraft) => api.conversations.transfer(id, draft),
      'conversations.done.transferred',
    ),
    end: deed(
      (draft: { summary: string; tags: string[] }) => api.conversations.close(id, draft),
      'conversations.done.ended',
    ),
  }
}
