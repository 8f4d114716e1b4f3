/** The way back to conversations that are over, and what was said in them. */
import type { Past, PastPart } from '../state/past'
import { dayAndTime } from '../state/format'
import { t, type WordKey } from '../state/words'
import { Icon } from './Icon'

const SAYS: Record<'more' | 'loading' | 'failed', WordKey> = {
  more: 'chat.earlier',
  loading: 'chat.earlier_loading',
  failed: 'chat.earlier_failed',
}

export function EarlierButton({ past, onLoad }: { past: Past; onLoad: () => void }) {
  const { value: state } = past.state
  if (state === 'none') return null
  return (
    <button type="button" class="earlier" aria-disabled={state === 'loading'} onClick={onLoad}>
      <Icon name={state === 'failed' ? 'again' : 'clock'} size={14} />
      {t(SAYS[state])}
    </button>
  )
}

/** Where one conversation ends and the next begins. */
export function PartLine({ part }: { part: PastPart }) {
  const { opened_at, rated } = part.conversation
  return (
    <p class="part">
      <time>{dayAndTime(opened_at)}</time>
      {typeof rated === 'number' && <span> · {t('chat.rated', { score: rated })}</span>}
    </p>
  )
}
