/** The server could not be asked, or plays no demo. */
import { load } from '../state'
import { t } from '../words'

export function Trouble() {
  return (
    <div class="empty" role="alert">
      <h1>{t('trouble.title')}</h1>
      <p>{t('trouble.text')}</p>
      <button type="button" class="primary" onClick={() => void load()}>
        {t('trouble.again')}
      </button>
    </div>
  )
}
