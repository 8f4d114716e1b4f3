import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { big5, mainlandWords } from './taiwan'

const source = join(import.meta.dirname, '../src')
const languages = ['zh-CN', 'zh-TW', 'en']
const features = readdirSync(join(source, 'zh-CN')).sort()

function words(language: string, feature: string): Map<string, string> {
  const flat = new Map<string, string>()
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'string') flat.set(path, value)
    else
      for (const [key, inner] of Object.entries(value as object))
        walk(inner, path ? `${path}.${key}` : key)
  }
  walk(JSON.parse(readFileSync(join(source, language, feature), 'utf8')), '')
  return flat
}

const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort().join()

test('every language has the same features', () => {
  for (const language of languages)
    expect(readdirSync(join(source, language)).sort()).toEqual(features)
})

describe.each(features)('%s', (feature) => {
  const chinese = words('zh-CN', feature)

  test.each(['zh-TW', 'en'])('says the same things in %s', (language) => {
    const other = words(language, feature)
    expect([...other.keys()].sort()).toEqual([...chinese.keys()].sort())
    for (const [key, text] of chinese)
      expect(`${key} ${holes(other.get(key) ?? '')}`).toBe(`${key} ${holes(text)}`)
  })

  test('leaves nothing empty', () => {
    for (const language of languages) {
      for (const [key, text] of words(language, feature))
        expect(text.trim(), `${language} ${key}`).not.toBe('')
    }
  })

  test('is Taiwan usage in zh-TW', () => {
    for (const [key, text] of words('zh-TW', feature)) {
      const simplified = [...text].filter((sign) => /\p{Script=Han}/u.test(sign) && !big5.has(sign))
      const mainland = mainlandWords.filter((word) => text.replaceAll('線上', '').includes(word))
      expect({ key, simplified, mainland }).toEqual({ key, simplified: [], mainland: [] })
    }
  })

  test('has no Chinese left in English', () => {
    for (const [key, text] of words('en', feature)) {
      if (key.startsWith('language')) continue
      expect(`${key}: ${text}`).not.toMatch(/\p{Script=Han}/u)
    }
  })
})
