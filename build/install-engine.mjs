#!/usr/bin/env node
/**
 * `npm run install-engine [-- --remove] [-- --prefix DIR]`: copies the engine and its Node to where root alone can write, so
 * that it may run as root and be reached by ssh. Builds as the user who calls it, copies as root.
 */
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { compile, isCompiled } from './compile.mjs'
import { layEngine } from './engine-files.mjs'
import { rights } from './setup/rights.mjs'
import { run } from './setup/run.mjs'
import { isRoot } from './setup/tools.mjs'

const { values } = parseArgs({
  options: {
    prefix: { type: 'string', default: '/usr/local/lib/runcible' },
    link: { type: 'string', default: '/usr/local/bin/runcible-engine' },
    remove: { type: 'boolean', default: false },
  },
})
const prefix = resolve(values.prefix)
const link = resolve(values.link)

try {
  if (isRoot()) changeAsRoot()
  else await askRoot()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function askRoot() {
  if (!values.remove) await compile()
  const prefixed = await rights()
  if (!prefixed) throw new Error('This needs root: run it again by sudo.')
  const command = [...prefixed, process.execPath, ...process.argv.slice(1)]
  await run(command, { inherit: true })
}

function changeAsRoot() {
  rmSync(link, { force: true })
  if (values.remove) {
    rmSync(prefix, { recursive: true, force: true })
    console.log(
      `${prefix} is gone. Containers run on, and what is kept of them lies in /var/lib/runcible.`,
    )
    return
  }
  if (!isCompiled()) throw new Error('It is not built: run “npm run install-engine” without sudo.')
  process.umask(0o022)
  mkdirSync(dirname(prefix), { recursive: true })
  const fresh = `${prefix}.new`
  rmSync(fresh, { recursive: true, force: true })
  layEngine(fresh, { node: realpathSync(process.execPath), prefix })
  // One that runs keeps its files: they are unlinked, not written over.
  if (existsSync(prefix)) renameSync(prefix, `${prefix}.old`)
  renameSync(fresh, prefix)
  rmSync(`${prefix}.old`, { recursive: true, force: true })
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(join(prefix, 'runcible-engine'), link)
  console.log(`The engine is at ${prefix}, and ${link} starts it.`)
}
