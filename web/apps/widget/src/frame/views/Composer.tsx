/** Where the customer writes: Enter sends, Shift-Enter breaks, files come by button, paste or drop. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { isShown } from '../state/app'
import type { Chat } from '../state/chat'
import { upload } from '../state/uploads'
import { draftOf, keepDraft } from '../state/drafts'
import { isFromCall } from '../state/fromCall'
import { tellTyped } from '../state/home'
import { t } from '../state/words'
import { Icon } from './Icon'
import { Meant, useMeant } from './Meant'
import { ProductOffer } from './ProductOffer'

const MOST = 4000
const TYPING_PAUSE = 3000

export function Composer({ chat }: { chat: Chat }) {
  const { publicKey } = chat.visitor
  const { id } = chat.started.customer
  const text = useSignal(draftOf(publicKey, id))
  const area = useRef<HTMLTextAreaElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const toldTyping = useRef(0)
  const meant = useMeant(chat, text.value)

  useEffect(() => {
    if (isShown.value) area.current?.focus({ preventScroll: true })
  }, [isShown.value])
  useEffect(() => {
    const { current } = area
    if (!current) return
    current.style.height = 'auto'
    current.style.height = `${Math.min(current.scrollHeight, 132)}px`
  }, [text.value])

  const write = (value: string) => {
    text.value = value
    keepDraft(publicKey, id, value)
    isFromCall.value = false
    if (value && Date.now() - toldTyping.current > TYPING_PAUSE) {
      toldTyping.current = Date.now()
      chat.tellTyping()
    }
  }
  const send = () => {
    const said = text.value.trim()
    if (!said || said.length > MOST) return
    const seen = meant.take()
    const key = chat.say({ wire: { content_type: 'text', text: said }, shown: { text: said } })
    if (seen) tellTyped(seen, key)
    write('')
    area.current?.focus()
  }
  const onKey = (event: KeyboardEvent) => {
    // While a Chinese input method is composing, Enter picks a word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229)
      return
    event.preventDefault()
    send()
  }
  const take = (event: Event, list: FileList | null | undefined) => {
    if (!list?.length) return
    event.preventDefault()
    upload(Array.from(list))
  }
  const isTooLong = text.value.trim().length > MOST

  return (
    <div
      class="composer"
      onDragOver={(event) => {
        event.preventDefault()
      }}
      onDrop={(event) => {
        take(event, event.dataTransfer?.files)
      }}
    >
      <ProductOffer chat={chat} />
      <Meant meant={meant} done={() => write('')} />
      {isFromCall.value && (
        <p class="notice calm" role="status">
          {t('chat.from_call')}
        </p>
      )}
      {isTooLong && (
        <p class="notice" role="alert">
          {t('chat.too_long', { limit: MOST, count: text.value.trim().length })}
        </p>
      )}
      <div class="box">
        <input
          ref={files}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            take(event, event.currentTarget.files)
            event.currentTarget.value = ''
          }}
        />
        <button
          type="button"
          class="round"
          aria-label={t('chat.attach')}
          title={t('chat.attach')}
          onClick={() => files.current?.click()}
        >
          <Icon name="clip" />
        </button>
        <textarea
          ref={area}
          rows={1}
          value={text.value}
          aria-label={t('chat.write')}
          placeholder={t('chat.write')}
          enterkeyhint="send"
          onInput={(event) => {
            write(event.currentTarget.value)
          }}
          onKeyDown={onKey}
          onPaste={(event) => {
            take(event, event.clipboardData?.files)
          }}
        />
        <button
          type="button"
          class="round go"
          disabled={!text.value.trim() || isTooLong}
          aria-label={t('chat.send')}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
    </div>
  )
}
