import { existsSync, readdirSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const roots = ['packages', 'apps'].flatMap((folder) =>
  existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}`) : [],
)

export default defineConfig({
  test: { projects: roots.filter((root) => existsSync(`${root}/vitest.config.ts`)) },
})
