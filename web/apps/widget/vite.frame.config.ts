import { defineConfig } from 'vite'

/** The iframe app: `static/widget/frame.html` and its assets. */
export default defineConfig({
  base: '/widget/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../../src/yingda/app/static/widget',
    emptyOutDir: true,
    target: 'chrome87',
    modulePreload: { polyfill: false },
    // A data: address would need another word in the page's content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: { input: 'frame.html' },
  },
})
