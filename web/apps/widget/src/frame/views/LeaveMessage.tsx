/** Nobody is there: leave what it is about and where the answer may go. */
import { randomKey } from '@yingda/live'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Chat } from '../state/chat'
import { problemText } from '../state/problems'
import { t } from '../state/words'

export function LeaveMessage({ chat, done }: { chat: Chat; done: () => void }) {
  const key = useSignal(randomKey())
  const text = useSignal('')
  const contact = useSignal('')
  const problem = useSignal<string | null>(null)
  const isSending = useSignal(false)
  const first = useRef<HTMLTextAreaElement>(null)
  useEffect(() => first.current?.focus(), [])

  const send = async (event: Event) => {
    event.preventDefault()
    if (!text.value.trim() || !contact.value.trim()) {
      problem.value = t('leave.missing')
      return
    }
    isSending.value = true
    problem.value = null
    try {
      await chat.leaveMessage(key.value, text.value.trim(), contact.value.trim())
      done()
    } catch (refusal) {
      problem.value = problemText(refusal as { code: string })
    } finally {
      isSending.value = false
    }
  }

  return (
    <form class="leave" onSubmit={(event) => void send(event)} noValidate>
      <h2>{t('leave.title')}</h2>
      <p>{t('leave.why')}</p>
      <label>
        {t('leave.text')}
        <textarea
          ref={first}
          rows={3}
          maxLength={4000}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
            key.value = randomKey()
          }}
        />
      </label>
      <label>
        {t('leave.contact')}
        <input
          type="text"
          autocomplete="email"
          maxLength={200}
          value={contact.value}
          placeholder={t('leave.contact_hint')}
          onInput={(event) => {
            contact.value = event.currentTarget.value
            key.value = randomKey()
          }}
        />
      </label>
      {problem.value && (
        <p class="notice" role="alert">
          {problem.value}
        </p>
      )}
      <div class="line">
        <button type="button" class="quiet" onClick={done}>
          {t('leave.back')}
        </button>
        <button type="submit" class="primary" disabled={isSending.value}>
          {isSending.value ? t('leave.sending') : t('leave.send')}
        </button>
      </div>
    </form>
  )
}
