import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { NATIVE_MODULES } from './engine-files.mjs'

const root = resolve(import.meta.dirname, '..')
const require = createRequire(import.meta.url)

/**
 * The engine without a window, in one file: it is copied to where root alone can write. Only what holds machine code stays
 * outside.
 */
export default defineConfig({
  root,
  publicDir: false,
  // xterm's modules have other exports than the CommonJS that Node itself takes of them.
  resolve: {
    alias: ['@xterm/addon-serialize', '@xterm/addon-unicode11', '@xterm/headless'].map((name) => ({
      find: name,
      replacement: require.resolve(name),
    })),
  },
  ssr: { noExternal: true, external: [...NATIVE_MODULES] },
  build: {
    ssr: resolve(root, 'electron/headless/main.ts'),
    outDir: resolve(root, 'out/headless'),
    emptyOutDir: true,
    target: 'node20',
    rolldownOptions: {
      output: { format: 'cjs', entryFileNames: 'main.cjs', codeSplitting: false },
    },
  },
})
