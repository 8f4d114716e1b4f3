/** Which canned replies the sheet offers: what fits the words typed so far, lately used ones first. */
interface Reply {
  id: string
  shortcut: string
  title: string
  text: string
}

/** Whoever has written this much is writing their own answer. */
const ownWords = 12

export function fitting<R extends Reply>(replies: R[], typed: string, used: string[]): R[] {
  const query = typed.trim().replace(/^\//, '').toLowerCase()
  if (query.length > ownWords) return []
  const rank = ({ id }: Reply) => (used.includes(id) ? used.indexOf(id) : used.length)
  return replies
    .filter((one) => `${one.shortcut} ${one.title} ${one.text}`.toLowerCase().includes(query))
    .sort((one, other) => rank(one) - rank(other))
}
