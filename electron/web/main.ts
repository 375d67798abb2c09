import { join, resolve } from 'node:path'
import { version } from '../../package.json'
import { RuncibleError, toWireError } from '../../shared/errors.ts'
import { OBSERVERS } from '../../shared/observers/contract.ts'
import { openOrJoin } from '../engine/door/open-or-join.ts'
import { foreignRoots } from '../engine/foreign/roots.ts'
import { defaultFolders } from '../engine/paths.ts'
import { openHosts } from '../hosts/open-hosts.ts'
import { listPageFiles } from '../http/files.ts'
import { makeToken } from '../http/tokens.ts'
import { ObserversDoor } from '../observers/door.ts'
import { type Flags, parseFlags, USAGE } from './flags.ts'
import { openBrowser } from './open-browser.ts'
import { startWebServer, type WebServer } from './server.ts'

/** Beside the bundle, out/main/web.cjs. */
const PAGE = join(import.meta.dirname, '../renderer')
const MIN_TOKEN = 32

/** `node out/main/web.cjs [flags]`: the engine for a browser on this machine, until SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const flags = parseFlags(process.argv.slice(2))
  if (flags.help) return console.log(USAGE)
  const token = takeToken() ?? makeToken()
  const files = await listPageFiles(PAGE)
  const folders = foldersFor(flags)
  const engine = await openOrJoin({
    folders,
    version,
    foreignRoots: foreignRoots(process.env),
  })
  const hosts = await openHosts({ folders, version, own: (channel) => engine.attach(channel) })
  const observers = new ObserversDoor({
    files: async () => files,
    state: folders.state,
    own: (channel) => engine.attach(channel),
  })
  const server = await startWebServer({
    files,
    token,
    port: flags.port,
    attach: (channel, host) =>
      host === OBSERVERS ? observers.attach(channel) : hosts.attach(channel, host),
  }).catch(async (error) => {
    await engine.close()
    throw error
  })
  endOnSignal(async () => {
    await Promise.all([server.close(), observers.close()])
    hosts.close()
    await engine.close()
  })
  if (engine.joined)
    console.error('Another Runcible runs the engine of this state folder: joined it.')
  console.log(`URL: ${server.url}`)
  if (flags.open) await openWindow(server)
}

/** RUNCIBLE_TOKEN fixes the token for tests; it is taken out of the environment, which our children inherit. */
function takeToken(): string | undefined {
  const token = process.env.RUNCIBLE_TOKEN
  delete process.env.RUNCIBLE_TOKEN
  if (token === undefined || (token.length >= MIN_TOKEN && /^[\w-]+$/.test(token))) return token
  throw new RuncibleError(
    'invalid-input',
    `RUNCIBLE_TOKEN must be at least ${MIN_TOKEN} characters out of A-Z a-z 0-9 _ -`,
    { hint: 'Leave it out: a random one is made at every start.' },
  )
}

function foldersFor({ state, run }: Flags) {
  const env = { ...process.env }
  if (state) env.RUNCIBLE_STATE = resolve(state)
  if (run) env.RUNCIBLE_RUN = resolve(run)
  return defaultFolders(env, process.getuid?.() === 0)
}

/** The first signal ends in order; a second one at once. Containers run on either way. */
function endOnSignal(close: () => Promise<void>): void {
  const end = (signal: NodeJS.Signals) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, end)
    close().then(() => process.exit(0), fail)
    console.error(`${signal}: Runcible ends; containers run on.`)
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end)
}

async function openWindow(server: WebServer): Promise<void> {
  const why =
    process.getuid?.() === 0
      ? 'a browser keeps its sandbox only for an ordinary user, and this is root'
      : !(await openBrowser(server.makeLaunchUrl())) && 'no browser was found'
  if (why) console.error(`No window was opened: ${why}. Open the address above yourself.`)
}

function fail(error: unknown): void {
  const { message, hint } = toWireError(error)
  console.error(hint ? `${message}\n${hint}` : message)
  process.exit(1)
}

main().catch(fail)
