/** Refuses a widget that grew: loader at most 8 kB gzip, the iframe app at most 60 kB gzip in all. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('../../../../src/yingda/app/static/widget/', import.meta.url))
const names = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
const gzip = (paths) => paths.reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0)

const isLoader = (path) => path.endsWith('loader.js')
const parts = [
  { what: 'loader', limit: 8_000, size: gzip(names.filter(isLoader)) },
  { what: 'frame', limit: 60_000, size: gzip(names.filter((path) => !isLoader(path))) },
]
for (const { what, limit, size } of parts) {
  process.stdout.write(`widget ${what}: ${size} bytes gzip of ${limit}\n`)
  if (size === 0 || size > limit) process.exitCode = 1
}
