/** Starts the frame: the person's language first, then the app, then word to the page that it is ready. */
import { render } from 'preact'
import { closestTo } from '@yingda/words/speaking'
import { App } from './App'
import { identify, isShown, product, resume, show, translate, view, visitor } from './state/app'
import { isFramed, hearPage, tellPage } from './state/parent'
import { watchReading } from './state/reading'
import type { ProductHint } from './state/shapes'
import { firstLanguage, speak } from './state/words'
import './styles/ground.css'
import './styles/controls.css'
import './styles/home.css'
import './styles/ways.css'
import './styles/chat.css'
import './styles/bubbles.css'
import './styles/cards.css'

hearPage((message) => {
  if (message.yingda === 'page')
    visitor.page = { url: message.url, title: message.title, referrer: message.referrer }
  if (message.yingda === 'identify') identify(message.token)
  if (message.yingda === 'language') void speak(closestTo(message.language)).then(translate)
  if (message.yingda === 'opened') show()
  if (message.yingda === 'resume') resume()
  if (message.yingda === 'closed') isShown.value = false
  if (message.yingda === 'product') {
    product.value = message.product as ProductHint
    view.value = 'chat'
  }
})

async function begin(): Promise<void> {
  const root = document.getElementById('app')
  await speak(firstLanguage(new URLSearchParams(location.search).get('language')))
  if (root) render(<App />, root)
  watchReading()
  tellPage('ready')
  // Opened by itself, as a link in WeChat or an e-mail would: there is no page around to open it.
  if (!isFramed) show()
}

void begin()
