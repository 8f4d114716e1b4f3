/** A conversation's last line as one reads it in a list. */
import type { ConversationRow } from '@yingda/api'
import { useI18n } from 'vue-i18n'

const wordless = new Set(['event', 'rating_invitation', 'recalled', 'unknown', 'image', 'choices'])

export function usePreview() {
  const { t, te } = useI18n()

  function whatOf({ preview }: ConversationRow): string {
    const { content_type: type, text = '' } = preview
    if (!type) return t('conversations.noMessage')
    if (type === 'event' && te(`conversations.eventShort.${text}`))
      return t(`conversations.eventShort.${text}`)
    return wordless.has(type) || text === '' ? `[${t(`conversations.kinds.${type}`)}]` : text
  }

  return (row: ConversationRow): string => {
    const kind = row.preview.sender_kind
    if (!kind || kind === 'customer' || kind === 'system') return whatOf(row)
    const who = t(kind.startsWith('bot') ? 'people.sender.bot' : 'people.sender.agent')
    return `${who}: ${whatOf(row)}`
  }
}
