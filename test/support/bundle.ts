import { join } from 'node:path'
import { build } from 'vite'

const ROOT = join(import.meta.dirname, '../..')
const built = new Map<string, Promise<string>>()

/**
 * A program of this folder as one file, once for each test file, since Node 20 runs no TypeScript; its path. `alone`: with
 * every module in it, so that it runs anywhere.
 */
export function bundled(name: string, { alone = false } = {}): Promise<string> {
  const file = built.get(name) ?? bundle(name, alone)
  built.set(name, file)
  return file
}

async function bundle(name: string, alone: boolean): Promise<string> {
  const outDir = join(ROOT, 'node_modules/.cache', `runcible-${name}`)
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    ssr: alone ? { noExternal: true } : {},
    build: {
      ssr: join(import.meta.dirname, `${name}.ts`),
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  })
  return join(outDir, `${name}.mjs`)
}
