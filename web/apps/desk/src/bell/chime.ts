/** Two short tones, made by the browser: no file, nothing to load. */
export type Tone = 'assigned' | 'message'

/** Frequency in hertz and start in seconds. */
const notes: Record<Tone, readonly [number, number][]> = {
  assigned: [
    [659, 0],
    [880, 0.13],
  ],
  message: [[740, 0]],
}
const loudest = 0.14
const lasting = 0.24
/** Five messages at once are one sound. */
const apartMs = 1200

export class Chime {
  private context: AudioContext | undefined
  private last = -Infinity

  constructor(private readonly make: () => AudioContext = () => new AudioContext()) {}

  /** A browser lets a page sound only after somebody touched it: call this on a gesture. */
  unlock(): void {
    try {
      this.context ??= this.make()
      if (this.context.state !== 'running') this.context.resume().catch(() => undefined)
    } catch {
      // A browser without sound is silent.
    }
  }

  get ready(): boolean {
    return this.context?.state === 'running'
  }

  play(tone: Tone, now = Date.now()): boolean {
    if (!this.context || !this.ready || now - this.last < apartMs) return false
    this.last = now
    for (const [frequency, after] of notes[tone]) sound(this.context, frequency, after)
    return true
  }
}

function sound(context: AudioContext, frequency: number, after: number): void {
  const begin = context.currentTime + after
  const oscillator = context.createOscillator()
  const gain = context.createGain()
  oscillator.frequency.value = frequency
  gain.gain.setValueAtTime(0.0001, begin)
  gain.gain.exponentialRampToValueAtTime(loudest, begin + 0.02)
  gain.gain.exponentialRampToValueAtTime(0.0001, begin + lasting)
  oscillator.connect(gain).connect(context.destination)
  oscillator.start(begin)
  oscillator.stop(begin + lasting)
}
