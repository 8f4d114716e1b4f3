/** Says that the connection is gone, and what becomes of what is written meanwhile. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { chat, isOnline } from '../state/app'
import { t } from '../state/words'
import { Icon } from './Icon'

/** A blink of the line is not worth a sentence. */
const PATIENCE = 3000

export function Banner() {
  const isLate = useSignal(false)
  const state = chat.value?.socketState.value
  const isCut = state === 'waiting' || state === 'connecting'
  useEffect(() => {
    if (!isCut) {
      isLate.value = false
      return
    }
    const timer = setTimeout(() => {
      isLate.value = true
    }, PATIENCE)
    return () => {
      clearTimeout(timer)
    }
  }, [isCut])

  const text = !isOnline.value
    ? t('banner.offline')
    : isLate.value
      ? t('banner.reconnecting')
      : null
  return (
    <div role="status" class={text ? 'banner' : 'banner none'}>
      {text && <Icon name="alert" size={16} />}
      {text}
    </div>
  )
}
