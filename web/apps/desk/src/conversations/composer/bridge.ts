/** Lets the context column put an article into the composer. */
import { onScopeDispose } from 'vue'

const listeners = new Set<(text: string) => void>()

export function insertIntoComposer(text: string): void {
  for (const listener of listeners) listener(text)
}

export function useComposerBridge(listener: (text: string) => void): void {
  listeners.add(listener)
  onScopeDispose(() => listeners.delete(listener))
}
