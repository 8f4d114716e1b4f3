import { defineConfig } from 'vite'

export default defineConfig({
  base: '/shop/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../../src/yingda/app/static/shop',
    emptyOutDir: true,
    target: 'chrome87',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
})
