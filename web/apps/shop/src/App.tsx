/** The shop's page: head, the place one is at, foot. */
import { place } from './route'
import { demo } from './state'
import { Foot } from './views/Foot'
import { Head } from './views/Head'
import { OrdersPage } from './views/OrdersPage'
import { ProductPage } from './views/ProductPage'
import { ProductsPage } from './views/ProductsPage'
import { Trouble } from './views/Trouble'

export function App() {
  return (
    <>
      <Head />
      <main class="wide">
        <Place />
      </main>
      <Foot />
    </>
  )
}

function Place() {
  if (demo.value.state === 'failed') return <Trouble />
  const at = place.value
  if (at.page === 'orders') return <OrdersPage />
  return at.page === 'product' ? <ProductPage id={at.id} /> : <ProductsPage />
}
