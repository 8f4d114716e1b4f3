/** The server could not be asked: what happened, what was kept, what to do. */
import type { Problem } from '@yingda/api'
import { begin, hide } from '../state/app'
import { isFramed } from '../state/parent'
import { problemText } from '../state/problems'
import { t } from '../state/words'
import { Icon } from './Icon'

export function StartFailed({ problem }: { problem: Problem }) {
  return (
    <div class="page centred" role="alert">
      <Icon name="alert" size={32} />
      <h1>{t('start.failed')}</h1>
      <p>{problemText(problem)}</p>
      <button class="primary" type="button" onClick={() => void begin()}>
        {t('start.again')}
      </button>
      {isFramed && (
        <button class="quiet" type="button" onClick={hide}>
          {t('launcher.close')}
        </button>
      )}
    </div>
  )
}
