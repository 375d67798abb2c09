import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { version } from '../../package.json'
import { RuncibleError, toWireError } from '../../shared/errors.ts'
import { greetingLine } from '../engine/door/greeting.ts'
import { takeLine } from '../engine/door/line.ts'
import { type Entrance, openOrJoin } from '../engine/door/open-or-join.ts'
import { channelOver } from '../engine/door/stream-channel.ts'
import { TOKEN, TOKEN_LENGTH } from '../engine/door/tokens.ts'
import { foreignRoots } from '../engine/foreign/roots.ts'
import { defaultFolders, type Folders } from '../engine/paths.ts'
import { type Flags, parseFlags, USAGE } from './flags.ts'
import { closeInherited } from './inherited.ts'
import { Linger } from './linger.ts'
import { keepStdout, takeStdio } from './stdio.ts'
import { openUserDoor, type UserDoor } from './user-door.ts'

/** One that is just ending holds the folders for a moment more. */
const HELD_FOR_MS = 5_000
const TRY_AGAIN_MS = 100
/** The token is written before we are started. */
const TOKEN_WITHIN_MS = 30_000

type Serving<M extends Flags['mode']> = Extract<Flags, { mode: M }>

/** `node out/headless/main.cjs FLAGS`: the engine without a window, until its clients have gone. */
async function main(): Promise<void> {
  closeInherited()
  const flags = parseFlags(process.argv.slice(2))
  switch (flags.mode) {
    case 'help':
      return console.log(USAGE)
    case 'stdio':
      return serveStdio(flags)
    case 'serve-user':
      return serveUser(flags)
  }
}

async function serveStdio(flags: Serving<'stdio'>): Promise<void> {
  const { input, output } = takeStdio()
  const say = (line: string) => new Promise<void>((done) => output.write(line, () => done()))
  try {
    const { engine, linger } = await openLingering(flags, () => {})
    void say(greetingLine({ runcible: version }))
    engine.attach(channelOver(input, output))
    linger.begin()
  } catch (error) {
    await say(greetingLine({ error: toWireError(error) }))
    fail(error)
  }
}

/**
 * For pkexec and sudo. Nothing of the asking user's is trusted but the token: not the mask of new files, and not the uid,
 * where whoever made us root says who asked.
 */
async function serveUser(flags: Serving<'serve-user'>): Promise<void> {
  process.umask(0o022)
  const output = process.stdout
  output.on('error', () => {})
  keepStdout()
  try {
    requireAsker(flags.uid)
    const token = await readToken()
    let door: UserDoor | null = null
    const { engine, linger } = await openLingering(flags, () => door?.close())
    door = await openUserDoor({
      base: `${foldersFor(flags).run}-users`,
      uid: flags.uid,
      token,
      version,
      attach: (channel) => engine.attach(channel),
    }).catch(async (error) => {
      await engine.close()
      throw error
    })
    output.write(greetingLine({ runcible: version, socket: door.path }))
    linger.begin()
  } catch (error) {
    await new Promise((done) => output.write(greetingLine({ error: toWireError(error) }), done))
    fail(error)
  }
}

/** The uid that asked is the one that is served: pkexec and sudo tell who it was. */
function requireAsker(uid: number): void {
  if (process.getuid?.() !== 0)
    throw new RuncibleError('permission-denied', '--serve-user is for root, and this is not')
  const asker = process.env.PKEXEC_UID ?? process.env.SUDO_UID
  if (asker === undefined || asker === String(uid)) return
  throw new RuncibleError('permission-denied', `uid ${asker} asked for an engine of uid ${uid}`)
}

async function readToken(): Promise<string> {
  const options = { maxBytes: TOKEN_LENGTH, timeoutMs: TOKEN_WITHIN_MS }
  const token = await takeLine(process.stdin, options)
  process.stdin.destroy()
  if (TOKEN.test(token)) return token
  throw new RuncibleError('invalid-input', 'what came on stdin is no token')
}

/** Opens the engine, or joins the running one. It ends with its last client or by a signal, `before` first. */
async function openLingering(
  flags: Serving<'stdio' | 'serve-user'>,
  before: () => void,
): Promise<{ engine: Entrance; linger: Linger }> {
  const end = () => {
    for (const name of SIGNALS) process.off(name, end)
    before()
    engine.close().then(() => process.exit(0), fail)
  }
  const linger = new Linger(flags.lingerMs, end)
  const engine = await openPatiently(foldersFor(flags), linger)
  for (const name of SIGNALS) process.on(name, end)
  return { engine, linger }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

async function openPatiently(folders: Folders, { admit }: Linger): Promise<Entrance> {
  for (const until = Date.now() + HELD_FOR_MS; ; await sleep(TRY_AGAIN_MS)) {
    try {
      return await openOrJoin({
        folders,
        version,
        admit,
        foreignRoots: foreignRoots(process.env),
      })
    } catch (error) {
      const isHeld = error instanceof RuncibleError && error.code === 'unavailable'
      if (!isHeld || Date.now() > until) throw error
    }
  }
}

function foldersFor({ state, run }: Flags): Folders {
  const env = { ...process.env }
  if (state) env.RUNCIBLE_STATE = resolve(state)
  if (run) env.RUNCIBLE_RUN = resolve(run)
  return defaultFolders(env, process.getuid?.() === 0)
}

function fail(error: unknown): void {
  const { message, hint } = toWireError(error)
  console.error(hint ? `${message}\n${hint}` : message)
  process.exit(1)
}

main().catch(fail)
