import { resolve } from 'node:path'
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { macros } from './macros.ts'

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

/** The window's own program is on its way while its language is read. */
const windowOnItsWay: Plugin = {
  name: 'window-on-its-way',
  transformIndexHtml: (_html, { bundle = {}, chunk: first }) => {
    const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
    const found = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('/window.tsx'))
    const files = found ? [found.fileName, ...found.imports] : []
    const more = files.filter((file) => file !== first?.fileName && !first?.imports.includes(file))
    return more.map((file) => ({
      tag: 'link',
      attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
      injectTo: 'head',
    }))
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
    plugins: [
      macros(),
      lingui({ configPath: resolve(root, 'build/lingui.config.mjs') }),
      react(),
      lookBeforePaint,
      windowOnItsWay,
    ],
    build: {
      outDir: resolve(root, 'out/renderer'),
      emptyOutDir: true,
      rollupOptions: { input: resolve(root, 'renderer/index.html') },
    },
  },
})
