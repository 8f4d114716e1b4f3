/** The shape of the home page while the server is asked. */
import { t } from '../state/words'

export function Loading() {
  return (
    <div class="page" aria-busy="true">
      <div class="hero bare" />
      <div class="scroll">
        <p class="hidden" role="status">
          {t('start.loading')}
        </p>
        <div class="skeleton tall" />
        <div class="skeleton" />
        <div class="skeleton" />
      </div>
    </div>
  )
}
