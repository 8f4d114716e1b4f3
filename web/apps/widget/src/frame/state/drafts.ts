/** What somebody has begun to write, kept in their browser until it is sent. */
import { recall, remember } from './memory'

export function draftOf(publicKey: string, customerId: string): string {
  return recall(name(publicKey, customerId)) ?? ''
}

export function keepDraft(publicKey: string, customerId: string, text: string): void {
  remember(name(publicKey, customerId), text || null)
}

function name(publicKey: string, customerId: string): string {
  return `draft.${publicKey}.${customerId}`
}
