/** The frame's one page at a time, and what may lie over it. */
import { useEffect } from 'preact/hooks'
import { chat, hide, startProblem, view } from './state/app'
import { isFramed } from './state/parent'
import { t } from './state/words'
import { Banner } from './views/Banner'
import { ChatPage } from './views/ChatPage'
import { Home } from './views/Home'
import { Lightbox } from './views/Lightbox'
import { Loading } from './views/Loading'
import { StartFailed } from './views/StartFailed'

export function App() {
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && isFramed && !event.defaultPrevented) hide()
    }
    window.addEventListener('keydown', leave)
    return () => {
      window.removeEventListener('keydown', leave)
    }
  }, [])

  return (
    <main class="frame" aria-label={t('launcher.title')}>
      <Banner />
      <Page />
      <Lightbox />
    </main>
  )
}

function Page() {
  const here = chat.value
  if (!here) return startProblem.value ? <StartFailed problem={startProblem.value} /> : <Loading />
  return view.value === 'chat' ? <ChatPage chat={here} /> : <Home chat={here} />
}
