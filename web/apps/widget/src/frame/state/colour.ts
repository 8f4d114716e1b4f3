/** Colour arithmetic after WCAG 2: whatever accent a merchant picks, text on and in it stays readable. */
type Rgb = [number, number, number]

/** `#rrggbb` in lower case, or null when it is no such colour. */
export function hexOf(text: string): string | null {
  const short = /^#?([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim())
  const long = short
    ? `#${short
        .slice(1)
        .map((c) => c + c)
        .join('')}`
    : text.trim()
  return /^#[0-9a-f]{6}$/i.test(long) ? long.toLowerCase() : null
}

export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(rgb(one)), luminance(rgb(other))].sort((a, b) => a - b)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

export function inkOn(ground: string): string {
  return contrast(ground, '#ffffff') >= 4.5 ? '#ffffff' : '#0b1214'
}

/** The accent, moved towards black or white just far enough to be read on this ground. */
export function readableOn(ground: string, accent: string): string {
  const target = luminance(rgb(ground)) > 0.5 ? '#000000' : '#ffffff'
  // 4.9, not 4.5: the same text also stands on the accent's own soft tint.
  for (let share = 0; share < 1; share += 0.04) {
    const tried = mix(accent, target, share)
    if (contrast(tried, ground) >= 4.9 && contrast(tried, soft(ground, tried)) >= 4.6) return tried
  }
  return target
}

export function soft(ground: string, accent: string): string {
  return mix(ground, accent, 0.1)
}

function mix(from: string, to: string, share: number): string {
  const other = rgb(to)
  const mixed = rgb(from).map((part, index) => part + ((other[index] ?? 0) - part) * share)
  return `#${mixed.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

function rgb(hex: string): Rgb {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Rgb
}

function luminance(parts: Rgb): number {
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
