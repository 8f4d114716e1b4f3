/** The shop's promises, and once more that nothing here can be bought. */
import { t } from '../words'

export function Foot() {
  return (
    <footer class="foot">
      <ul class="wide">
        <li>{t('foot.returns')}</li>
        <li>{t('foot.delivery')}</li>
        <li>{t('foot.install')}</li>
        <li>{t('foot.invoice')}</li>
      </ul>
      <p class="wide">{t('foot.fictional')}</p>
    </footer>
  )
}
