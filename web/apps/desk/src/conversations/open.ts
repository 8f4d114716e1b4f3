/** How the parts of the pane reach the conversation they belong to. */
import { inject, type InjectionKey } from 'vue'
import type { OpenConversation } from './conversation'

export const openKey: InjectionKey<OpenConversation> = Symbol('open conversation')

export function useOpen(): OpenConversation {
  const open = inject(openKey)
  if (!open) throw new Error('no conversation is open here')
  return open
}
