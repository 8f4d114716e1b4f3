/** Starts the demo shop: words, page, goods, and the widget on it. */
import { render } from 'preact'
import { App } from './App'
import { load } from './state'
import { putWidget } from './widget'
import { firstLanguage, speak } from './words'
import './styles/ground.css'
import './styles/goods.css'
import './styles/orders.css'

async function begin(): Promise<void> {
  const root = document.getElementById('app')
  await speak(firstLanguage())
  if (root) render(<App />, root)
  putWidget()
  await load()
}

void begin()
