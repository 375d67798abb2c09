import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { app, type BrowserWindow, dialog, ipcMain } from 'electron'
import { version } from '../../package.json'
import { toWireError } from '../../shared/errors.ts'
import { defaultFolders, type Folders } from '../engine/paths.ts'
import { engineCommand } from './engine-command.ts'
import { openInNode } from './engine-process.ts'
import { acceptPages } from './ipc-channel.ts'
import { setMenu } from './menu.ts'
import { announceScheme, servePage } from './page.ts'
import { confinePages, openWindow } from './window.ts'

/** Beside the bundle, out/main/index.cjs. */
const PAGE = join(import.meta.dirname, '../renderer')

/** Electron's main process: the engine and its window. Containers run on when it ends. */
function main(): void {
  if (process.getuid?.() === 0) {
    console.error('Electron keeps its sandbox only for an ordinary user, and this is root.')
    console.error('Run “npm start -- --web” instead.')
    app.exit(1)
    return
  }
  const folders = foldersFor(process.argv.slice(app.isPackaged ? 1 : 2))
  // One window for each state folder, and what Chromium keeps lies in it.
  app.setPath('userData', join(folders.state, 'window'))
  if (!app.requestSingleInstanceLock()) {
    app.exit(0)
    return
  }
  announceScheme()
  app.enableSandbox()
  app
    .whenReady()
    .then(() => start(folders))
    .catch(fail)
}

async function start(folders: Folders): Promise<void> {
  const command = engineCommand(process.resourcesPath, import.meta.dirname)
  const engine = await openInNode({ folders, version, command })
  acceptPages(ipcMain, (channel) => engine.attach(channel))
  confinePages()
  setMenu()
  servePage(PAGE)
  const window = openWindow()
  app.on('second-instance', () => bringForward(window))
  app.on('window-all-closed', () => app.quit())
  closeBeforeQuit(() => engine.close())
}

function foldersFor(args: string[]): Folders {
  // Not strict: Chromium has switches of its own.
  const { values } = parseArgs({
    args,
    options: { state: { type: 'string' }, run: { type: 'string' } },
    strict: false,
  })
  const env = { ...process.env }
  if (typeof values.state === 'string') env.RUNCIBLE_STATE = resolve(values.state)
  if (typeof values.run === 'string') env.RUNCIBLE_RUN = resolve(values.run)
  return defaultFolders(env, false)
}

function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.focus()
}

/** Holds the quit back until the engine has let go. */
function closeBeforeQuit(close: () => Promise<void>): void {
  app.once('will-quit', (event) => {
    event.preventDefault()
    close().then(() => app.quit(), fail)
  })
}

function fail(error: unknown): void {
  const { message, hint } = toWireError(error)
  dialog.showErrorBox('Runcible cannot start', hint ? `${message}\n\n${hint}` : message)
  app.exit(1)
}

try {
  main()
} catch (error) {
  fail(error)
}
