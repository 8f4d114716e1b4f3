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
  return contrast(ground, '#ffffff') >= 4.5 ? '#ffffff' : '#000000'
}

/** The accent in its own hue, made lighter or darker just far enough to be read on this ground. */
export function readableOn(ground: string, accent: string): string {
  const isLight = luminance(rgb(ground)) > 0.5
  const { hue, saturation, lightness } = hsl(accent)
  for (let step = 0; step <= 100; step += 2) {
    const tried = fromHsl(hue, saturation, lightness + (isLight ? -step : step) / 100)
    // A little more than the 4.5 asked for: the same text also stands on the accent's own soft tint.
    if (contrast(tried, ground) >= 4.9 && contrast(tried, soft(ground, tried)) >= 4.6) return tried
  }
  return isLight ? '#000000' : '#ffffff'
}

export function soft(ground: string, accent: string): string {
  return mix(ground, accent, 0.1)
}

function mix(from: string, to: string, share: number): string {
  const other = rgb(to)
  return hexFrom(rgb(from).map((part, index) => part + ((other[index] ?? 0) - part) * share) as Rgb)
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

function hsl(hex: string): { hue: number; saturation: number; lightness: number } {
  const [red, green, blue] = rgb(hex).map((part) => part / 255) as Rgb
  const most = Math.max(red, green, blue)
  const spread = most - Math.min(red, green, blue)
  const lightness = most - spread / 2
  if (spread === 0) return { hue: 0, saturation: 0, lightness }
  const saturation = spread / (1 - Math.abs(2 * lightness - 1))
  const sixth =
    most === red
      ? (green - blue) / spread
      : most === green
        ? 2 + (blue - red) / spread
        : 4 + (red - green) / spread
  return { hue: (sixth * 60 + 360) % 360, saturation, lightness }
}

function fromHsl(hue: number, saturation: number, wanted: number): string {
  const lightness = Math.min(1, Math.max(0, wanted))
  const reach = saturation * Math.min(lightness, 1 - lightness)
  const part = (offset: number) => {
    const turn = (offset + hue / 30) % 12
    return lightness - reach * Math.max(-1, Math.min(turn - 3, 9 - turn, 1))
  }
  return hexFrom([part(0) * 255, part(8) * 255, part(4) * 255])
}

function hexFrom(parts: Rgb): string {
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}
