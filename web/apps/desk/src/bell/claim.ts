/** Several tabs of one person hear the same news; the first to claim it rings. */
const shelf = 'yingda.rung'
const kept = 40

export function claim(key: string, storage: Pick<Storage, 'getItem' | 'setItem'>): boolean {
  try {
    const parsed: unknown = JSON.parse(storage.getItem(shelf) ?? '[]')
    const rung = Array.isArray(parsed) ? parsed : []
    if (rung.includes(key)) return false
    storage.setItem(shelf, JSON.stringify([...rung, key].slice(-kept)))
  } catch {
    // Storage that cannot be used: better twice than never.
  }
  return true
}
