import { defineConfig } from 'vite'

/** The one script a site carries: `static/widget/loader.js`, a plain script without imports. */
export default defineConfig({
  build: {
    outDir: '../../../src/yingda/app/static/widget',
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'chrome87',
    lib: {
      entry: 'src/loader/main.ts',
      formats: ['iife'],
      name: 'yingdaLoader',
      fileName: () => 'loader.js',
    },
  },
})
