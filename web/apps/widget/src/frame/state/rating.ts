/** The customer's judgement of a conversation; a second one revises the first. */
import { Problem } from '@yingda/api'
import { visitor } from './app'
import type { RatingView } from './shapes'

const path = '/api/conversations/{id}/rating'

export async function ratingOf(id: string): Promise<RatingView | null> {
  try {
    return (
      (await visitor.with(() => visitor.api.get<RatingView | null>(path, { path: { id } }))) ?? null
    )
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return null
    throw problem
  }
}

export function rate(
  id: string,
  { score, tags, solved, comment }: RatingView,
): Promise<RatingView> {
  const body = {
    score,
    tags,
    ...(solved === null ? {} : { solved }),
    ...(comment ? { comment } : {}),
  }
  return visitor.with(() => visitor.api.post<RatingView>(path, { path: { id }, body }))
}
