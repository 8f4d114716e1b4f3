/** Pictures and files, fetched with the visitor's token and shown from memory. */
import type { FileContent, ImageContent } from '@yingda/api'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { blobUrl, download } from '../state/files'
import { size } from '../state/format'
import { t } from '../state/words'
import { Icon } from '../views/Icon'
import { enlarge } from '../views/Lightbox'

export function Picture({ content }: { content: ImageContent }) {
  const shown = useSignal<string | null>(null)
  const failed = useSignal(false)
  const load = () => {
    failed.value = false
    blobUrl(content.thumbnail_url ?? content.url).then(
      (url) => (shown.value = url),
      () => (failed.value = true),
    )
  }
  useEffect(load, [content.url])
  const ratio = content.width && content.height ? content.width / content.height : 4 / 3
  const open = () => {
    enlarge(content.url, content.name).catch(() => (failed.value = true))
  }

  if (failed.value)
    return (
      <button type="button" class="bubble broken" onClick={load}>
        <Icon name="again" size={16} />
        {t('files.failed')}
      </button>
    )
  return (
    <button
      type="button"
      class="picture"
      ref={(element) =>
        element?.style.setProperty('aspect-ratio', String(Math.max(0.5, Math.min(2.4, ratio))))
      }
      aria-label={t('files.open', { name: content.name })}
      onClick={open}
    >
      {shown.value ? <img src={shown.value} alt={content.name} /> : <span class="skeleton" />}
    </button>
  )
}

export function FileCard({ content }: { content: FileContent }) {
  const failed = useSignal(false)
  const get = () => {
    failed.value = false
    download(content.url, content.name).catch(() => (failed.value = true))
  }
  return (
    <button
      type="button"
      class="card"
      onClick={get}
      aria-label={t('files.download', { name: content.name })}
    >
      <span class="blob">
        <Icon name="file" size={22} />
      </span>
      <span class="two">
        <b>{content.name}</b>
        <span>{failed.value ? t('files.failed') : size(content.size)}</span>
      </span>
    </button>
  )
}
