/** Lets what stands beside the composer put words into it, and say where they come from. */
import type { SourceRefDraft } from '@yingda/api'
import { onScopeDispose } from 'vue'

type Listener = (text: string, source?: SourceRefDraft) => void
const listeners = new Set<Listener>()

export function insertIntoComposer(text: string, source?: SourceRefDraft): void {
  for (const listener of listeners) listener(text, source)
}

export function useComposerBridge(listener: Listener): void {
  listeners.add(listener)
  onScopeDispose(() => listeners.delete(listener))
}
