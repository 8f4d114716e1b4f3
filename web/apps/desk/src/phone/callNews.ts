/** A call is put through to a group: its people are shown who it is, one click from their last chat. */
import { useQueryClient } from '@tanstack/vue-query'
import { ElNotification } from 'element-plus'
import { h } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useLive } from '@/live'

interface PassedOn {
  call_id: string
  customer_id: string | null
  customer_name: string | null
  conversation_id: string | null
  asked: string | null
}

const LONG_ENOUGH = 60_000

export function useCallNews(): void {
  const { t } = useI18n()
  const router = useRouter()
  const client = useQueryClient()
  useLive(({ kind, data }) => {
    if (kind !== 'CallPassedOn') return
    void client.invalidateQueries({ queryKey: ['calls'] })
    const call = data as unknown as PassedOn
    const chat = call.conversation_id
    const profile = chat
      ? { name: 'conversations', params: { id: chat } }
      : { name: 'customers', params: { id: call.customer_id ?? '' } }
    const lines = [h('strong', call.customer_name ?? t('phone.news.unknown'))]
    if (call.asked) lines.push(h('p', t('phone.news.asked', { words: call.asked })))
    if (call.customer_id)
      lines.push(h('span', { style: 'color: var(--yd-accent)' }, t('phone.news.open')))
    const notice = ElNotification({
      title: t('phone.news.title'),
      message: h('div', lines),
      duration: LONG_ENOUGH,
      onClick: () => {
        notice.close()
        if (call.customer_id) void router.push(profile)
      },
    })
  })
}
