/** One product, with the way to ask about it. */
import { categoryOf, factsOf, money, pictureOf, titleOf } from '../goods'
import { products, type Product } from '../state'
import { askAbout } from '../widget'
import { t, tCode } from '../words'
import { Link } from './Link'
import { Trouble } from './Trouble'

export function ProductPage({ id }: { id: string }) {
  if (products.value.state === 'failed') return <Trouble />
  if (products.value.state === 'loading') return <div class="one ghost" aria-busy="true" />
  const product = products.value.value.find(({ external_id }) => external_id === id)
  if (!product)
    return (
      <div class="empty">
        <h1>{t('product.gone')}</h1>
        <Link to={{ page: 'list' }}>{t('product.back')}</Link>
      </div>
    )
  return (
    <>
      <p class="crumbs">
        <Link to={{ page: 'list' }}>{t('nav.goods')}</Link> /{' '}
        {tCode('categories', categoryOf(product))}
      </p>
      <Detail product={product} />
    </>
  )
}

function Detail({ product }: { product: Product }) {
  const { stock } = product
  return (
    <article class="one">
      <img src={pictureOf(product)} alt="" width="400" height="320" />
      <div class="about">
        <h1>{titleOf(product)}</h1>
        <p class="price">{money(product.price_cents, product.currency)}</p>
        {stock !== null && (
          <p class="stock">{stock > 0 ? t('product.stock', { count: stock }) : t('product.out')}</p>
        )}
        <dl>
          {factsOf(product).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <ul class="promises">
          <li>{t('foot.returns')}</li>
          <li>{t('foot.delivery')}</li>
        </ul>
        <button
          type="button"
          class="primary"
          onClick={() => {
            askAbout(product)
          }}
        >
          {t('product.ask')}
        </button>
        <p class="small">{t('product.not_for_sale')}</p>
      </div>
    </article>
  )
}
