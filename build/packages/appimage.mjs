import { mkdirSync } from 'node:fs'
import { build, Platform } from 'electron-builder'
import { ROOT } from './about.mjs'
import { builderConfig } from './electron-builder.config.mjs'

/**
 * Makes the AppImage, for which electron-builder fetches a runtime.
 * @param {{ folder: string, electron: import('./dir.mjs').Electron, to: string }} options as makeDeb's
 * @returns {Promise<string>} the file
 * @throws {Error} where the runtime cannot be fetched
 */
export async function makeAppImage({ folder, electron, to }) {
  mkdirSync(to, { recursive: true })
  const [file] = await build({
    projectDir: ROOT,
    prepackaged: folder,
    targets: Platform.LINUX.createTarget('AppImage'),
    config: builderConfig({ app: ROOT, output: to, electron, node: process.execPath }),
  })
  if (!file) throw new Error('electron-builder made nothing')
  return file
}
