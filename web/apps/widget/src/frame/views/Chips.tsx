/** Suggested questions: a tap asks one. */
import { ask, type ListId } from '../state/home'
import type { Suggestion } from '../state/shapes'

interface ChipsProps {
  items: readonly Suggestion[]
  listId: ListId
  named?: string
}

export function Chips({ items, listId, named }: ChipsProps) {
  if (items.length === 0) return null
  return (
    <ul class="chips" aria-label={named}>
      {items.map((item) => (
        <li key={item.entry_id}>
          <button
            type="button"
            class="chip"
            onClick={() => {
              ask(item, listId)
            }}
          >
            {item.title}
          </button>
        </li>
      ))}
    </ul>
  )
}
