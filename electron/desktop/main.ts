import * as inspector from 'node:inspector'
import { join } from 'node:path'
import { app, dialog, ipcMain } from 'electron'
import { z } from 'zod'
import { version } from '../../package.json'
import { toWireError } from '../../shared/errors.ts'
import { ROOT_HOST } from '../../shared/hosts.ts'
import { OBSERVERS } from '../../shared/observers/contract.ts'
import { defaultFolders, type Folders } from '../engine/paths.ts'
import { openHosts } from '../hosts/open-hosts.ts'
import { INSTALLED } from '../hosts/root-engine.ts'
import { listPageFiles } from '../http/files.ts'
import { ObserversDoor } from '../observers/door.ts'
import { EngineBeside } from './engine-beside.ts'
import { engineCommand, packagedEngine } from './engine-command.ts'
import { openInNode } from './engine-process.ts'
import { Following } from './follow.ts'
import { acceptPages } from './ipc-channel.ts'
import { speakWithPages } from './language.ts'
import { setMenu } from './menu.ts'
import type { Notice } from './notices.ts'
import { notify } from './notify.ts'
import { Overhearing } from './overhear.ts'
import { announceScheme, servePage } from './page.ts'
import { Quiet } from './quiet.ts'
import { refusal, UNSAFE_SWITCHES } from './refusal.ts'
import { Memory } from './remembered.ts'
import { ownWords, parseStart, type StartFlags } from './start-flags.ts'
import { confinePages } from './window.ts'
import { Windows } from './windows.ts'
import { words } from './words/words.ts'

/** Beside the bundle, out/main/index.cjs. */
const PAGE = join(import.meta.dirname, '../renderer')
const SCRIPT = join(import.meta.dirname, 'index.cjs')

/** What a second start hands over to the first. */
const Handover = z.object({ open: z.string().optional() })

/** Electron's main process: the engine and its windows. Containers run on when it ends. */
function main(): void {
  const refused = refusal({
    uid: process.getuid?.(),
    noSandbox: UNSAFE_SWITCHES.some((name) => app.commandLine.hasSwitch(name)),
    testBuild: inspector.url() !== undefined,
    appImage: process.env.APPIMAGE !== undefined,
  })
  if (refused) {
    console.error(refused)
    app.exit(1)
    return
  }
  const given = ownWords(process.argv, app.isPackaged ? null : SCRIPT)
  const flags = parseStart(given, process.cwd())
  const folders = foldersFor(flags)
  // One program for each state folder, and what Chromium keeps lies in it.
  app.setPath('userData', join(folders.state, 'window'))
  if (!app.requestSingleInstanceLock({ open: flags.open } satisfies z.infer<typeof Handover>)) {
    app.exit(0)
    return
  }
  announceScheme()
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  app
    .whenReady()
    .then(() => start(folders, flags))
    .catch(fail)
}

/** The window first: the engine opens beside it. */
async function start(folders: Folders, { open }: StartFlags): Promise<void> {
  const command = engineCommand(process.resourcesPath, import.meta.dirname)
  const engine = new EngineBeside(() => openInNode({ folders, version, command }))
  const quiet = new Quiet(ipcMain)
  const tell = (notice: Notice) => {
    if (quiet.isWanted) return
    notify(notice, ({ host, container }) => windows.show({ kind: 'select', host, container }))
  }
  const following = new Following(tell)
  const memory = await Memory.open(join(folders.state, 'desktop.json'))
  const windows = new Windows({
    ipc: ipcMain,
    memory,
    containers: () => following.containers,
  })
  const hosts = await openHosts({
    folders,
    version,
    rootEngines: [packagedEngine(process.resourcesPath), INSTALLED],
    own: (channel) => engine.attach(channel),
  })
  const overhearing = new Overhearing({
    tell,
    label: (host) => (host === ROOT_HOST ? words().notice.asRoot : hosts.label(host)),
  })
  const observers = new ObserversDoor({
    files: () => listPageFiles(PAGE),
    state: folders.state,
    own: (channel) => engine.attach(channel),
  })
  acceptPages(ipcMain, (channel, host) => {
    if (host === OBSERVERS) observers.attach(channel)
    else hosts.attach(overhearing.hear(channel, host), host)
  })
  confinePages((url) => windows.openConsole(url))
  const menu = () =>
    setMenu({
      newWindow: () => windows.openMain(),
      newContainer: () => windows.show({ kind: 'create' }),
      zoom: (step) => windows.show({ kind: 'zoom', step }),
    })
  speakWithPages({ ipc: ipcMain, memory, locale: app.getLocale(), changed: menu })
  menu()
  servePage(PAGE)
  const openPath = (path: string | undefined) =>
    path !== undefined && ({ kind: 'open', path } as const)
  windows.show(openPath(open) || undefined)
  // Why it cannot open, if it cannot, every page is told that asks.
  engine.start().catch((error: Error) => console.error(`the engine: ${error.message}`))
  void following.keep((channel) => engine.attach(channel))

  app.on('second-instance', (_event, _argv, _folder, handover) => {
    const { data } = Handover.safeParse(handover)
    windows.show(openPath(data?.open) || undefined)
  })
  app.on('before-quit', () => windows.leave())
  app.on('window-all-closed', () => app.quit())
  closeBeforeQuit(async () => {
    following.end()
    hosts.close()
    await observers.close()
    await engine.close()
  })
}

function foldersFor({ state, run }: StartFlags): Folders {
  const env = { ...process.env }
  if (state) env.RUNCIBLE_STATE = state
  if (run) env.RUNCIBLE_RUN = run
  return defaultFolders(env, false)
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
  dialog.showErrorBox(words().cannotStart, hint ? `${message}\n\n${hint}` : message)
  app.exit(1)
}

try {
  main()
} catch (error) {
  fail(error)
}
