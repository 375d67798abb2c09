import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const root = resolve(import.meta.dirname, '..')
const commonjs = {
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
} as const

/** The look that was chosen is on the page before anything of it is painted: no white flash in a dark room. */
const lookBeforePaint: Plugin = {
  name: 'look-before-paint',
  transformIndexHtml: {
    order: 'post',
    handler: (html) =>
      html.replace('<script type="module"', '<script type="module" blocking="render"'),
  },
}

/** Main and preload become CommonJS (a sandboxed preload must be); the renderer is the same for Electron and the browser. */
export default defineConfig({
  main: {
    root,
    build: {
      outDir: resolve(root, 'out/main'),
      externalizeDeps: { exclude: ['zod', 'async-mutex', 'ws', 'node-forge'] },
      rollupOptions: {
        input: {
          index: resolve(root, 'electron/desktop/main.ts'),
          web: resolve(root, 'electron/web/main.ts'),
        },
        output: commonjs,
      },
    },
  },
  preload: {
    root,
    build: {
      outDir: resolve(root, 'out/preload'),
      externalizeDeps: { exclude: ['zod'] },
      rollupOptions: {
        input: { preload: resolve(root, 'electron/desktop/preload.ts') },
        output: commonjs,
      },
    },
  },
  renderer: {
    root: resolve(root, 'renderer'),
    plugins: [react(), lookBeforePaint],
    build: {
      outDir: resolve(root, 'out/renderer'),
      emptyOutDir: true,
      rollupOptions: { input: resolve(root, 'renderer/index.html') },
    },
  },
})
