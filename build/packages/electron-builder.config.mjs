import { join } from 'node:path'
import { layEngine } from '../engine-files.mjs'
import { APP_ID, EXECUTABLE, PREFIX, PRODUCT, ROOT } from './about.mjs'
import { setFuses } from './fuses.mjs'

/**
 * What electron-builder is told. It packs main, preload and renderer into one asar; the engine lies beside it with a Node of
 * its own, for pkexec must run what is root's from end to end, and its machine code cannot be loaded out of an asar.
 * @param {{ app: string, output: string, electron: import('./dir.mjs').Electron, node: string }} options app: the folder that is packed; node: the binary that comes along
 * @returns {import('electron-builder').Configuration}
 */
export const builderConfig = ({ app, output, electron, node }) => ({
  appId: APP_ID,
  productName: PRODUCT,
  directories: { app, output, buildResources: join(ROOT, 'build/packages') },
  electronDist: electron.dist,
  electronVersion: electron.version,
  electronLanguages: ['en-US'],
  npmRebuild: false,
  asar: true,
  // It would look for libraries in the project, too; all that runs here is in the bundles.
  files: ['package.json', 'out/**/*', '!**/node_modules/**'],
  publish: null,
  // A window is known by the name of its desktop file; an AppImage is made of the project's own package.json.
  extraMetadata: { productName: PRODUCT, desktopName: `${APP_ID}.desktop` },
  linux: {
    executableName: EXECUTABLE,
    target: ['dir'],
    category: 'Development',
    syncDesktopName: true,
    // Left unsaid, an AppImage's menu entry has --no-sandbox, with which we do not start.
    executableArgs: [],
  },
  async afterPack({ appOutDir }) {
    layEngine(join(appOutDir, 'engine'), { node, prefix: `${PREFIX}/engine` })
    await setFuses(join(appOutDir, EXECUTABLE))
  },
})
