/** The piece behind `/` or `@` that the caret stands in, if any. */
export interface MarkedWord {
  query: string
  start: number
  end: number
}

export function wordAt(text: string, caret: number, sign: '/' | '@'): MarkedWord | null {
  const before = text.slice(0, caret)
  const start = before.lastIndexOf(sign)
  if (start < 0) return null
  // A slash inside a web address or a date is not a question for canned replies.
  if (sign === '/' && start > 0 && !/\s/.test(before[start - 1] ?? '')) return null
  const query = before.slice(start + 1)
  return /\s/.test(query) ? null : { query, start, end: caret }
}
