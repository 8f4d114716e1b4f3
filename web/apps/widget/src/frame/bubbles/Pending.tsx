/** What is not yet with the server: on its way, or refused with the reason and what to do. */
import type { Draft } from '@yingda/live'
import { useSignal } from '@preact/signals'
import type { Chat } from '../state/chat'
import { isOnline } from '../state/app'
import { size } from '../state/format'
import { problemText } from '../state/problems'
import type { Body } from '../state/shapes'
import { forget, send, type Upload } from '../state/uploads'
import { t } from '../state/words'
import { Icon } from '../views/Icon'
import { Plain } from './Content'

export function PendingBubble({ draft, chat }: { draft: Draft<Body>; chat: Chat }) {
  const { shown } = draft.body
  const text = shown.text ?? shown.title ?? shown.name ?? ''
  return (
    <div class="said first">
      <div class={draft.state === 'refused' ? 'row own refused' : 'row own waiting'}>
        <Plain text={String(text)} />
        {draft.problem ? (
          <Refused
            text={problemText(draft.problem)}
            retry={() => {
              chat.retry(draft.key)
            }}
            drop={() => {
              chat.discard(draft.key)
            }}
          />
        ) : (
          <span class="seen">{isOnline.value ? t('chat.sending') : t('chat.will_send')}</span>
        )}
      </div>
    </div>
  )
}

export function UploadBubble({ upload }: { upload: Upload }) {
  const { key, file, preview, share, problem } = upload
  const percent = Math.round(share * 100)
  return (
    <div class="said first">
      <div class={problem ? 'row own refused' : 'row own'}>
        <div class="card">
          <Preview url={preview} />
          <div class="two">
            <b>{file.name}</b>
            <span>{problem ? size(file.size) : t('files.sending', { percent })}</span>
            {!problem && (
              <progress value={percent} max={100} aria-label={t('files.sending', { percent })} />
            )}
          </div>
        </div>
        {problem && (
          <Refused
            text={problemText(problem)}
            retry={() => void send(key)}
            drop={() => {
              forget(key)
            }}
          />
        )}
      </div>
    </div>
  )
}

/** A file that only calls itself a picture shows as a file. */
function Preview({ url }: { url: string | null }) {
  const isBroken = useSignal(false)
  if (url && !isBroken.value)
    return <img class="blob" src={url} alt="" onError={() => (isBroken.value = true)} />
  return (
    <span class="blob">
      <Icon name="file" size={22} />
    </span>
  )
}

function Refused({ text, retry, drop }: { text: string; retry: () => void; drop: () => void }) {
  return (
    <div class="refusal" role="alert">
      <span>{text}</span>
      <button type="button" onClick={retry}>
        {t('chat.retry')}
      </button>
      <button type="button" onClick={drop}>
        {t('chat.discard')}
      </button>
    </div>
  )
}
