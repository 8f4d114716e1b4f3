/** One door to the server: adds who is asking, turns every refusal into a `Problem`. */
import createClient, { type Middleware } from 'openapi-fetch'
import { offline, problemFrom } from './problem'

export interface Question {
  path?: Record<string, string>
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
  signal?: AbortSignal
}

export interface Transport {
  get<T>(path: string, question?: Question): Promise<T>
  post<T>(path: string, question?: Question): Promise<T>
  put<T>(path: string, question?: Question): Promise<T>
  patch<T>(path: string, question?: Question): Promise<T>
  delete<T>(path: string, question?: Question): Promise<T>
}

export interface TransportOptions {
  /** Headers that say who asks: a CSRF token for staff, a bearer token for a visitor. */
  headers: () => Record<string, string>
  /** Called when the server no longer knows the caller. */
  signedOut?: () => void
  baseUrl?: string
  fetch?: (request: Request) => Promise<Response>
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
interface Answer {
  data?: unknown
  error?: unknown
  response: Response
}
type Send = (method: Method, path: string, init: unknown) => Promise<Answer>

export function createTransport(options: TransportOptions): Transport {
  const client = createClient<Record<string, never>>({
    baseUrl: options.baseUrl ?? '',
    ...(options.fetch ? { fetch: options.fetch } : {}),
  })
  client.use(identify(options.headers))
  const request = client.request as unknown as Send
  const send = async <T>(method: Method, path: string, question: Question = {}): Promise<T> => {
    const init = initOf(question)
    const answer = await request(method, path, init).catch((error: unknown) => {
      throw isAbort(error) ? error : offline()
    })
    if (answer.response.ok) return answer.data as T
    if (answer.response.status === 401) options.signedOut?.()
    throw problemFrom(answer.response.status, answer.error)
  }
  return {
    get: (path, question) => send('get', path, question),
    post: (path, question) => send('post', path, question),
    put: (path, question) => send('put', path, question),
    patch: (path, question) => send('patch', path, question),
    delete: (path, question) => send('delete', path, question),
  }
}

function identify(headers: () => Record<string, string>): Middleware {
  return {
    onRequest({ request }) {
      for (const [name, value] of Object.entries(headers())) request.headers.set(name, value)
      return request
    },
  }
}

function initOf({ path, query, body, signal }: Question) {
  const asked = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== '')
  const form = typeof FormData !== 'undefined' && body instanceof FormData
  return {
    params: { path, query: Object.fromEntries(asked) },
    ...(body === undefined ? {} : { body }),
    ...(form ? { bodySerializer: (data: FormData) => data } : {}),
    ...(signal ? { signal } : {}),
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
