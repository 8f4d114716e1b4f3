/** The shop: its goods, the customer one plays, and that customer's orders. */
import { createTransport, type ByLanguage, type OrderView } from '@yingda/api'
import { computed, signal } from '@preact/signals'
import { recall, remember } from './memory'
import { language } from './words'

export interface Persona {
  name: string
  identity_token: string
  about?: ByLanguage | string
}

export interface Product {
  id: string
  external_id: string
  title: string
  price_cents: number
  currency: string
  image_url: string | null
  stock: number | null
  attributes: Record<string, unknown>
}

interface Demo {
  demo: boolean
  public_key?: string | null
  personas?: Persona[]
}

type Loading<T> = { state: 'loading' } | { state: 'failed' } | { state: 'ready'; value: T }

export const demo = signal<Loading<Demo>>({ state: 'loading' })
export const products = signal<Loading<Product[]>>({ state: 'loading' })
export const orders = signal<Loading<OrderView[]>>({ state: 'loading' })
const chosen = signal(recall('persona'))

export const personas = computed(() =>
  demo.value.state === 'ready' ? (demo.value.value.personas ?? []) : [],
)
/** Nobody is signed in until somebody is chosen: a shop's visitors mostly are not. */
export const persona = computed(
  () => personas.value.find(({ name }) => name === chosen.value) ?? null,
)
export const publicKey = computed(() =>
  demo.value.state === 'ready' ? (demo.value.value.public_key ?? null) : null,
)

const api = createTransport({ headers: () => ({}) })

export async function load(): Promise<void> {
  demo.value = { state: 'loading' }
  try {
    demo.value = { state: 'ready', value: await api.get<Demo>('/api/demo') }
    const query = { public_key: publicKey.value }
    const value = await api.get<Product[]>('/api/shop/products', { query })
    products.value = { state: 'ready', value }
  } catch {
    if (demo.value.state !== 'ready') demo.value = { state: 'failed' }
    products.value = { state: 'failed' }
  }
}

export function become(name: string): void {
  chosen.value = name
  remember('persona', name)
}

/** The shop asks as its customer, with the same signed token the widget is given. */
export async function loadOrders(): Promise<void> {
  const { value: who } = persona
  orders.value = { state: 'loading' }
  if (!who) return
  try {
    const page = { url: location.href, title: document.title, referrer: '' }
    const body = {
      public_key: publicKey.value,
      identity_token: who.identity_token,
      language: language.value,
      page,
    }
    const { token } = await api.post<{ token: string }>('/api/widget/start', { body })
    const asCustomer = createTransport({ headers: () => ({ Authorization: `Bearer ${token}` }) })
    const value = await asCustomer.get<OrderView[]>('/api/visitor/orders')
    if (persona.value === who) orders.value = { state: 'ready', value }
  } catch {
    orders.value = { state: 'failed' }
  }
}
