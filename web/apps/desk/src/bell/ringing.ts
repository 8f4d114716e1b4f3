/** From a ring to what the person notices: a sound, and a notification while they look elsewhere. */
import type { ConversationRow } from '@yingda/api'
import type { Tone } from './chime'
import type { Ring } from './doorbell'

export interface Surroundings {
  soundOn: () => boolean
  chime: { readonly ready: boolean; play: (tone: Tone) => boolean }
  hidden: () => boolean
  mayNotify: () => boolean
  notify: (row: ConversationRow, tag: string) => void
  claim: (key: string) => boolean
}

export function ring({ kind, key, row }: Ring, around: Surroundings): void {
  // A tab that cannot sound leaves the claim to one that can.
  if (around.soundOn() && around.chime.ready && around.claim(`sound ${key}`))
    around.chime.play(kind)
  if (row && around.hidden() && around.mayNotify() && around.claim(`notice ${key}`))
    around.notify(row, key)
}
