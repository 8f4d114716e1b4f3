/** A picture at full size over the conversation: a new window would not open in every WebView. */
import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { blobUrl, download } from '../state/files'
import { t } from '../state/words'
import { Icon } from './Icon'

interface Enlarged {
  url: string
  name: string
  shown: string
}

const enlarged = signal<Enlarged | null>(null)

export async function enlarge(url: string, name: string): Promise<void> {
  enlarged.value = { url, name, shown: await blobUrl(url) }
}

export function Lightbox() {
  const box = useRef<HTMLDialogElement>(null)
  const { value: picture } = enlarged
  useEffect(() => {
    if (picture && box.current && !box.current.open) box.current.showModal()
  }, [picture])
  if (!picture) return null
  return (
    <dialog
      ref={box}
      class="lightbox"
      aria-label={picture.name}
      onClose={() => (enlarged.value = null)}
      onKeyDown={(event) => {
        // Escape closes the picture, not the whole panel.
        if (event.key === 'Escape') event.stopPropagation()
      }}
      onClick={(event) => {
        if (event.target === box.current) box.current?.close()
      }}
    >
      <div class="line">
        <button
          type="button"
          class="round"
          aria-label={t('files.download', { name: picture.name })}
          onClick={() => void download(picture.url, picture.name)}
        >
          <Icon name="save" />
        </button>
        <button
          type="button"
          class="round"
          aria-label={t('files.close')}
          onClick={() => box.current?.close()}
        >
          <Icon name="close" />
        </button>
      </div>
      <img src={picture.shown} alt={picture.name} />
    </dialog>
  )
}
