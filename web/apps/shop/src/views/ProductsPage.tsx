/** All goods, by category. */
import { useSignal } from '@preact/signals'
import { categoryOf, money, pictureOf, titleOf } from '../goods'
import { products, type Product } from '../state'
import { t, tCode } from '../words'
import { Link } from './Link'
import { Trouble } from './Trouble'

export function ProductsPage() {
  const only = useSignal('')
  if (products.value.state === 'failed') return <Trouble />
  const all = products.value.state === 'ready' ? products.value.value : []
  const categories = [...new Set(all.map(categoryOf))].filter(Boolean)
  const shown = all.filter((product) => !only.value || categoryOf(product) === only.value)
  return (
    <>
      <section class="welcome">
        <div>
          <h1>{t('list.title')}</h1>
          <p>{t('list.text')}</p>
        </div>
        <img src="/shop/pictures/purifier.svg" alt="" />
        <img src="/shop/pictures/bedding.svg" alt="" />
      </section>
      <div class="chips" role="group" aria-label={t('list.categories')}>
        {['', ...categories].map((category) => (
          <button
            key={category}
            type="button"
            class="chip"
            aria-pressed={only.value === category}
            onClick={() => (only.value = category)}
          >
            {category ? tCode('categories', category) : t('list.all')}
          </button>
        ))}
      </div>
      <ul class="goods" aria-busy={products.value.state === 'loading'}>
        {products.value.state === 'loading'
          ? Array.from({ length: 8 }, (_, index) => <li key={index} class="good ghost" />)
          : shown.map((product) => <Good key={product.id} product={product} />)}
      </ul>
    </>
  )
}

function Good({ product }: { product: Product }) {
  return (
    <li class="good">
      <Link to={{ page: 'product', id: product.external_id }}>
        <img src={pictureOf(product)} alt="" loading="lazy" width="400" height="320" />
        <span class="title">{titleOf(product)}</span>
        <span class="price">{money(product.price_cents, product.currency)}</span>
      </Link>
    </li>
  )
}
