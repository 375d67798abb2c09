#!/usr/bin/env node
/**
 * `npm run package [-- --target deb --target tar.gz --target AppImage] [-- --electron-dist DIR] [--to DIR]`: makes what users
 * install, with the Electron that package.json names. --electron-dist packs another one, which the version then shows.
 */
import { statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from './packages/about.mjs'
import { makeAppImage } from './packages/appimage.mjs'
import { makeDeb } from './packages/deb.mjs'
import { electronIn, makeDir } from './packages/dir.mjs'
import { makeTarball } from './packages/tarball.mjs'
import { ELECTRON, electronIsThere, fetchElectron } from './setup/electron.mjs'

const MIB = 1024 * 1024
const APPIMAGE = 'AppImage'

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: ['deb', 'tar.gz', APPIMAGE] },
    'electron-dist': { type: 'string' },
    to: { type: 'string', default: join(ROOT, 'out/packages') },
  },
})

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function main() {
  const electron = await chosenElectron()
  const to = resolve(values.to)
  const folder = await makeDir({ electron, to: join(to, 'release') })
  for (const target of values.target) {
    const file = await make(target, folder, electron, to)
    if (file) console.log(`${relative(process.cwd(), file)}  ${megabytes(file)} MiB`)
  }
}

/**
 * @param {string} target @param {string} folder @param {import('./packages/dir.mjs').Electron} electron @param {string} to
 * @returns {Promise<string | undefined>} undefined where its tools cannot be had
 */
async function make(target, folder, electron, to) {
  const options = { folder, electron: electron.version, to }
  if (target === 'deb') return makeDeb(options)
  if (target === 'tar.gz') return makeTarball(options)
  if (target !== APPIMAGE) throw new Error(`no such target: ${target}; deb, tar.gz, ${APPIMAGE}`)
  try {
    return await makeAppImage({ folder, electron, to })
  } catch (error) {
    const [said] = String(error instanceof Error ? error.message : error).split('\n')
    console.log(`No AppImage: its runtime cannot be fetched here (${said}).`)
    return undefined
  }
}

/** @returns {Promise<import('./packages/dir.mjs').Electron>} @throws {Error} where it cannot be had */
async function chosenElectron() {
  if (values['electron-dist']) return electronIn(resolve(values['electron-dist']))
  if (!electronIsThere()) {
    await fetchElectron().catch((error) => {
      throw new Error(
        `Electron's own binary is not here and cannot be fetched: ${error.message.split(' (')[0]}. ` +
          '--electron-dist DIR packs one that lies in DIR.',
      )
    })
  }
  return electronIn(join(ELECTRON, '..'))
}

/** @param {string} file */
function megabytes(file) {
  return (statSync(file).size / MIB).toFixed(1)
}
