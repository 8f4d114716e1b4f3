/** From a call to the chat: a link that a caller was sent begins the chat with what they said. */
import { Problem } from '@yingda/api'
import { signal } from '@preact/signals'
import { asked, forgetAsked } from './arriving'
import type { Visitor } from './start'

/** True until the words from the call are sent or changed. */
export const isFromCall = signal(false)

/** Opens the link this page was reached by, once; a link that is gone leads to an empty chat. */
export async function wordsFromCall(visitor: Visitor): Promise<string> {
  const token = asked('call')
  if (!token) return ''
  const words = await visitor.openLink(token).catch((problem: unknown) => {
    if (problem instanceof Problem && problem.status === 404) return ''
    throw problem
  })
  forgetAsked()
  isFromCall.value = Boolean(words)
  return words
}
