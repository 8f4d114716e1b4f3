/** A tiny way to tell the open conversation what a key asked for. */
import { onScopeDispose } from 'vue'

export default function signals<T extends string>() {
  const listeners = new Set<(signal: T) => void>()
  return {
    tell(signal: T) {
      for (const listener of listeners) listener(signal)
    },
    hear(listener: (signal: T) => void) {
      listeners.add(listener)
      onScopeDispose(() => listeners.delete(listener))
    },
  }
}
