/** The shop's own ways in, as far as they lead somewhere for this customer. */
import { useSignal } from '@preact/signals'
import { ask, home, suggest } from '../state/home'
import type { Suggested, Tile } from '../state/shapes'
import { t } from '../state/words'
import { Chips } from './Chips'

export function Tiles() {
  const opened = useSignal<string | null>(null)
  const inside = useSignal<Suggested | null>(null)
  const tiles = home.value?.tiles ?? []
  if (tiles.length === 0) return null
  const open = async ({ category, entry_id, question, title }: Tile) => {
    if (entry_id) {
      ask({ entry_id, title: question ?? title })
      return
    }
    const isSame = opened.value === category
    opened.value = isSame ? null : category
    inside.value = null
    if (isSame || category === null) return
    const found = await suggest('home', { category })
    if (opened.peek() === category) inside.value = found
  }
  return (
    <section aria-labelledby="tiles">
      <h2 id="tiles">{t('home.tiles')}</h2>
      <ul class="tiles">
        {tiles.map((tile) => (
          <li key={tile.title}>
            <button
              type="button"
              class="tile"
              aria-expanded={tile.category === null ? undefined : opened.value === tile.category}
              onClick={() => void open(tile)}
            >
              {tile.title}
            </button>
          </li>
        ))}
      </ul>
      {inside.value && (
        <Chips
          items={inside.value.chips}
          listId={inside.value.list_id}
          named={opened.value ?? ''}
        />
      )}
    </section>
  )
}
