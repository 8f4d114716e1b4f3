import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { wordsOf } from '@yingda/words'
import { expect, test } from 'vitest'

const source = join(import.meta.dirname, '../src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(vue|ts)$/.test(name),
)
const words = await wordsOf('en')

function at(path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], words)
}

test('every word the desk asks for exists', () => {
  const missing: string[] = []
  for (const name of files) {
    const text = readFileSync(join(source, name), 'utf8')
    for (const [, path = ''] of text.matchAll(/['`]((?:\w+)(?:\.\w+)+)['`]/g)) {
      const feature = path.split('.')[0] ?? ''
      if (feature in words && typeof at(path) !== 'string') missing.push(`${name}: ${path}`)
    }
  }
  expect(missing).toEqual([])
})

test('no text of people stands in the code', () => {
  const found = files.filter((name) =>
    /\p{Script=Han}/u.test(
      readFileSync(join(source, name), 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, ''),
    ),
  )
  expect(found).toEqual([])
})
