/** Waiting: jittered exponential back-off, and the port through which everything here waits. */
export type Later = (milliseconds: number, run: () => void) => () => void

export const later: Later = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds)
  return () => {
    clearTimeout(timer)
  }
}

/** Between half and the whole of `first * 2^attempt`, never over `most`: many clients must not return at once. */
export function backoff(attempt: number, random: () => number, first = 500, most = 30_000): number {
  const ceiling = Math.min(most, first * 2 ** Math.min(attempt, 16))
  return ceiling / 2 + (random() * ceiling) / 2
}
