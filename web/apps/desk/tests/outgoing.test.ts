import { Problem } from '@yingda/api'
import { beforeEach, expect, test, vi } from 'vitest'
import { message } from './making'

const say = vi.hoisted(() => vi.fn())
vi.mock('@/http', () => ({ api: { conversations: { say } } }))
vi.mock('@/live', () => ({ socket: { wake: vi.fn() } }))
const { lineFor, verdictOn, wireDraft } = await import('@/conversations/outgoing')

beforeEach(() => {
  say.mockReset()
  localStorage.clear()
})

test('a reply is on the screen before the server answers, and leaves it when stored', async () => {
  let answer: (stored: unknown) => void = () => undefined
  say.mockImplementation(() => new Promise((resolve) => (answer = resolve)))
  const line = lineFor('c1')
  const stored = vi.fn()
  line.stored = stored
  const draft = line.outbox.put({ content_type: 'text', text: 'hello' })
  expect(line.drafts.value.map((one) => one.state)).toEqual(['sending'])

  answer(message(5, { client_key: draft.key }))
  await vi.waitFor(() => {
    expect(line.drafts.value).toEqual([])
  })
  expect(stored).toHaveBeenCalledOnce()
})

test('a refused reply stays with its reason and goes again under the same key', async () => {
  say.mockRejectedValueOnce(new Problem(409, 'conversations.closed'))
  const line = lineFor('c2')
  const { key } = line.outbox.put({ content_type: 'text', text: 'late' })
  await vi.waitFor(() => {
    expect(line.drafts.value[0]).toMatchObject({
      state: 'refused',
      problem: { code: 'conversations.closed' },
    })
  })
  say.mockResolvedValueOnce(message(6, { client_key: key }))
  line.outbox.retry(key)
  await vi.waitFor(() => {
    expect(line.drafts.value).toEqual([])
  })
  expect(say.mock.calls.map(([, draft]) => draft.client_key)).toEqual([key, key])
})

test.each([
  [new Problem(0, 'network.offline'), 'later'],
  [new Problem(503, 'server.error'), 'later'],
  [new Problem(401, 'auth.required'), 'later'],
  [new Problem(404, 'conversations.not_found'), 'refused'],
  [new Problem(422, 'text.too_long'), 'refused'],
])('%s means %s', (problem, kind) => {
  expect(verdictOn(problem).kind).toBe(kind)
})

test('a picture goes out by the id it got when it was uploaded', () => {
  const file = {
    id: 'f1',
    name: 'a.png',
    size: 1,
    mime: 'image/png',
    width: 1,
    height: 1,
    url: '/f',
    thumbnail_url: null,
  }
  expect(wireDraft({ key: 'k', body: { content_type: 'image', file } })).toEqual({
    client_key: 'k',
    content_type: 'image',
    file_id: 'f1',
  })
})
