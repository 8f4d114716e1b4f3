/** A page whose code does not arrive: the server is away, or has newer pages than this tab. */
import type { Router } from 'vue-router'
import { say } from './i18n'
import { showRefusal } from './problems'

const mark = 'yingda.reloadedFor'
const notArrived = /dynamically imported module|importing a module|preload css/i

export function mendMissingPages(
  router: Router,
  load = (path: string) => location.assign(path),
  tell = showRefusal,
) {
  router.onError(async (error: unknown, to) => {
    if (!notArrived.test(error instanceof Error ? error.message : '')) return
    const path = router.resolve(to).href
    if (sessionStorage.getItem(mark) === path || !(await serverAnswers())) {
      tell(say('problems.network.offline'))
      return
    }
    // Once for each page: what is missing after a fresh start stays missing.
    sessionStorage.setItem(mark, path)
    load(path)
  })
  router.afterEach((_to, _from, failure) => {
    if (!failure) sessionStorage.removeItem(mark)
  })
}

const serverAnswers = () =>
  fetch('/desk/', { cache: 'no-store' }).then(
    (answer) => answer.ok,
    () => false,
  )
