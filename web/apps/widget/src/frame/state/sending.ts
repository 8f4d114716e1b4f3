/** One try to post a draft, and what its answer means for the outbox. */
import { Problem, type MessageView } from '@yingda/api'
import type { Verdict } from '@yingda/live'
import type { Wire } from './shapes'
import type { Visitor } from './start'

export async function post(
  visitor: Visitor,
  conversation: () => Promise<string>,
  body: Wire & { client_key: string },
): Promise<Verdict<MessageView>> {
  try {
    const path = { id: await conversation() }
    const message = await visitor.with(() =>
      visitor.api.post<MessageView>('/api/conversations/{id}/messages', { path, body }),
    )
    return { kind: 'stored', message }
  } catch (problem) {
    return verdictOn(problem)
  }
}

function verdictOn(problem: unknown): Verdict<MessageView> {
  const isKnown = problem instanceof Problem
  if (!isKnown || problem.passing || problem.status === 401) return { kind: 'later' }
  if (problem.status === 404) return { kind: 'gone' }
  return { kind: 'refused', status: problem.status, code: problem.code, params: problem.params }
}
