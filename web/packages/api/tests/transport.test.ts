import { expect, test } from 'vitest'
import { createTransport, isProblem } from '../src'

function answering(status: number, body: unknown, seen: Request[] = []) {
  return createTransport({
    baseUrl: 'http://localhost',
    headers: () => ({ 'X-CSRF-Token': 'c1' }),
    fetch: async (request) => {
      seen.push(request)
      return new Response(status === 204 ? null : JSON.stringify(body), {
        status,
        headers: { 'Content-Type': 'application/problem+json' },
      })
    },
  })
}

test('fills the path, drops empty questions and says who asks', async () => {
  const seen: Request[] = []
  await answering(200, {}, seen).get('/api/conversations/{id}/messages', {
    path: { id: 'a b' },
    query: { after: 0, cursor: null, q: '' },
  })
  expect(seen[0]?.url).toBe('http://localhost/api/conversations/a%20b/messages?after=0')
  expect(seen[0]?.headers.get('X-CSRF-Token')).toBe('c1')
})

test('a refusal keeps the code and what it is about', async () => {
  const http = answering(409, { code: 'conversations.taken', params: { by: '陈晨' } })
  const error = await http.post('/api/x', { body: {} }).catch((problem: unknown) => problem)
  expect(isProblem(error, 'conversations.taken') && error.params).toEqual({ by: '陈晨' })
})

test('a proxy that answers without a code still gives a sentence to show', async () => {
  const error = await answering(502, 'bad gateway')
    .get('/api/x')
    .catch((problem: unknown) => problem)
  expect(isProblem(error, 'server.error') && error.passing).toBe(true)
})

test('no network is a problem that may pass', async () => {
  const http = createTransport({
    baseUrl: 'http://localhost',
    headers: () => ({}),
    fetch: () => Promise.reject(new TypeError('failed')),
  })
  const error = await http.get('/api/x').catch((problem: unknown) => problem)
  expect(isProblem(error, 'network.offline')).toBe(true)
})

test('an answer without a body is fine', async () => {
  expect(await answering(204, null).delete('/api/session')).toBeUndefined()
})

test('a form goes out as a form', async () => {
  const seen: Request[] = []
  const body = new FormData()
  body.set('file', new File(['x'], 'a.txt'))
  await answering(200, {}, seen).post('/api/files', { body })
  expect(seen[0]?.headers.get('Content-Type')).toContain('multipart/form-data')
})
