import { describe, expect, it } from 'vitest'
import { contrast, hexOf, inkOn, readableOn, soft } from '../src/frame/state/colour'

const parts = ['00', '33', '66', '99', 'cc', 'ff']
const accents = parts.flatMap((r) => parts.flatMap((g) => parts.map((b) => `#${r}${g}${b}`)))

describe('a merchant’s accent', () => {
  it.each(['#ffffff', '#1c2025'])('can be read on %s, and on its own tint of it', (ground) => {
    for (const accent of accents) {
      const ink = readableOn(ground, accent)
      expect(contrast(ink, ground), accent).toBeGreaterThanOrEqual(4.5)
      expect(contrast(ink, soft(ground, ink)), accent).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('carries ink that can be read', () => {
    for (const accent of accents)
      expect(contrast(inkOn(accent), accent), accent).toBeGreaterThanOrEqual(4.5)
  })

  it('stays as it is where it can be read already', () => {
    expect(readableOn('#ffffff', '#0f766e')).toBe('#0f766e')
  })

  it('is a hex colour or nothing', () => {
    expect(hexOf('#0F766E')).toBe('#0f766e')
    expect(hexOf('abc')).toBe('#aabbcc')
    for (const bad of ['', 'red', '#12345', 'url(x)', '#0f766e;}']) expect(hexOf(bad)).toBeNull()
  })
})
