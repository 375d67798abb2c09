import { join } from 'node:path'
import { testElectronFolder } from '../setup/test-electron.mjs'
import { ROOT } from './about.mjs'
import { makeDeb } from './deb.mjs'
import { electronIn, makeDir, makeInspectable } from './dir.mjs'

/** Not where `npm run package` puts what users get. */
const PLACE = join(ROOT, 'out/test-packages')

/** The program as it is installed, with the tests' Electron. */
export const RELEASE_DIR = join(PLACE, 'release/linux-unpacked')
/** The same for Playwright: it differs in the inspect fuse alone. */
export const INSPECTABLE_DIR = join(PLACE, 'inspectable')

/** Makes both, where what they are made of has changed. */
export async function packForTests() {
  const electron = electronIn(testElectronFolder())
  const folder = await makeDir({ electron, to: join(PLACE, 'release') })
  await makeInspectable(folder, INSPECTABLE_DIR)
}

/** @returns {string} which Electron the tests have */
export const electronVersion = () => electronIn(testElectronFolder()).version

const deb = () => ({ folder: RELEASE_DIR, electron: electronVersion() })

/** @returns {Promise<string>} a .deb of it, which packForTests made before; not compressed, for that takes two minutes */
export const debForTests = () => makeDeb({ ...deb(), to: PLACE, fast: true })

/** @returns {Promise<string>} the same as users would get it */
export const compressedDebForTests = () => makeDeb({ ...deb(), to: join(PLACE, 'compressed') })
