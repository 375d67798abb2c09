import { mkdirSync } from 'node:fs'
import { build, Platform } from 'electron-builder'
import { ROOT } from './about.mjs'
import { builderConfig } from './electron-builder.config.mjs'

/** @typedef {{ folder: string, electron: import('./dir.mjs').Electron, to: string }} Options as makeDeb's */

/**
 * Makes the AppImage, for which electron-builder fetches a runtime.
 * @param {Options} options
 * @returns {Promise<string>} the file
 * @throws {Error} where the runtime cannot be fetched
 */
export async function makeAppImage(options) {
  mkdirSync(options.to, { recursive: true })
  const [file] = await build(order(options))
  if (!file) throw new Error('electron-builder made nothing')
  return file
}

/**
 * By what a desktop's menu would start the AppImage; none is made, so that nothing is fetched.
 * @param {Options} options
 * @returns {Promise<string>}
 */
export async function appImageEntry(options) {
  let entry = ''
  await build({
    ...order(options),
    effectiveOptionComputed: async ({ desktop }) => {
      entry = desktop
      return true
    },
  })
  return entry
}

/** @param {Options} options */
const order = ({ folder, electron, to }) => ({
  projectDir: ROOT,
  prepackaged: folder,
  targets: Platform.LINUX.createTarget('AppImage'),
  config: builderConfig({ app: ROOT, output: to, electron, node: process.execPath }),
})
