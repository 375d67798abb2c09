import { connect, type Socket } from 'node:net'
import { Mutex } from 'async-mutex'
import { RuncibleError } from '../../shared/errors.ts'
import { requireVersion, takeGreeting } from '../engine/door/greeting.ts'
import { streamChannel } from '../engine/door/stream-channel.ts'
import { makeToken } from '../engine/door/tokens.ts'
import { type Ended, Program } from '../engine/runtime/program.ts'
import { which } from '../engine/runtime/which.ts'
import type { EngineHost, HostChannel } from './host.ts'
import { hostChannel } from './host-channel.ts'
import { findRootEngine, INSTALLED } from './root-engine.ts'

export interface RootOptions {
  /** Runcible's own version: the engine must be of the same */
  version: string
  /** folders that may hold the engine, the package's own first; absent: where `npm run install-engine` puts it */
  folders?: readonly string[]
  /** told to the engine besides, in tests */
  flags?: readonly string[]
}

/** The engine behind the door, and the token of the next connection. */
interface Door {
  path: string
  token: string
  program: Program
}

/** pkexec: the question was dismissed; not authorised, or nobody could be asked. */
const DISMISSED = 126
const NOT_AUTHORISED = 127
const CANCELLED_BY_SIGNAL = 130
/** The engine answers at once: it runs already. */
const ANSWER_WITHIN_MS = 10_000

/**
 * This machine as root: the engine alone is started by pkexec (or sudo, in a terminal), once, and every channel is a connection
 * to the socket that it opens for this user. null where this process is root itself.
 */
export function rootHost(options: RootOptions): EngineHost | null {
  return process.getuid?.() === 0 ? null : new RootHost(options)
}

export class RootHost implements EngineHost {
  readonly id = 'root'
  readonly kind = 'root'
  readonly label = 'this machine, as root'
  readonly #options: RootOptions
  /** one at a time: each connection's token comes with the one before */
  readonly #mutex = new Mutex()
  #door: Door | null = null
  #command: readonly string[] = []

  constructor(options: RootOptions) {
    this.#options = options
  }

  /** of the last start; empty before the first */
  get command(): readonly string[] {
    return this.#command
  }

  connect(signal: AbortSignal): Promise<HostChannel> {
    return this.#mutex.runExclusive(async () => {
      if (signal.aborted) throw new RuncibleError('cancelled', 'the action was cancelled')
      return (await this.#enter(signal)) ?? (await this.#startAndEnter(signal))
    })
  }

  async #startAndEnter(signal: AbortSignal): Promise<HostChannel> {
    this.#door = await this.#start(signal)
    const channel = await this.#enter(signal)
    if (channel) return channel
    throw new RuncibleError('unavailable', 'the engine that was started as root does not answer', {
      command: [...this.#command],
    })
  }

  /** null where there is no engine, or none any more. */
  async #enter(signal: AbortSignal): Promise<HostChannel | null> {
    const door = this.#door
    if (!door) return null
    // Used up, whatever comes of it.
    this.#door = null
    const socket = await reach(door.path)
    if (!socket) return null
    try {
      socket.write(`${door.token}\n`)
      const greeting = await takeGreeting(socket, { timeoutMs: ANSWER_WITHIN_MS, signal })
      requireVersion(greeting, this.#options.version, 'the engine that runs as root')
      if (greeting.token) this.#door = { ...door, token: greeting.token }
      return hostChannel(streamChannel(socket), async () => lost(door.program))
    } catch (error) {
      socket.destroy()
      if (error instanceof RuncibleError && error.code === 'disconnected') return null
      throw error
    }
  }

  async #start(signal: AbortSignal): Promise<Door> {
    const engine = findRootEngine(this.#options.folders ?? [INSTALLED])
    const asked = await askingProgram()
    const uid = String(process.getuid?.())
    const argv = [...asked.argv, engine, '--serve-user', uid, ...(this.#options.flags ?? [])]
    this.#command = argv
    const token = makeToken()
    const program = await Program.start(argv, { ownSession: false, hint: INSTALL_PKEXEC })
    program.input.end(`${token}\n`)
    try {
      // As long as somebody takes to find their password.
      const greeting = await takeGreeting(program.output, { signal })
      requireVersion(greeting, this.#options.version, 'the engine that runs as root')
      if (!greeting.socket)
        throw new RuncibleError('internal', 'the engine does not say where it is')
      program.forget()
      return { path: greeting.socket, token, program }
    } catch (error) {
      const isSilent = error instanceof RuncibleError && error.code === 'disconnected'
      if (isSilent) throw refusal(argv, asked.isSudo, await program.ended())
      program.kill()
      throw error
    }
  }
}

/**
 * Who asks for the password: polkit in a graphical session, sudo in the terminal that we were started in. Throws `unavailable`
 * where neither can.
 */
async function askingProgram(): Promise<{ argv: string[]; isSudo: boolean }> {
  const isGraphical = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  const [pkexec, sudo] = await Promise.all([which('pkexec'), which('sudo')])
  if (pkexec && (isGraphical || !sudo)) return { argv: [pkexec], isSudo: false }
  if (sudo && process.stdin.isTTY) return { argv: [sudo, '-p', SUDO_PROMPT, '--'], isSudo: true }
  if (pkexec) return { argv: [pkexec], isSudo: false }
  throw new RuncibleError('unavailable', 'nothing here can ask for root’s rights', {
    hint: `${INSTALL_PKEXEC} (or start Runcible in a terminal where there is sudo)`,
  })
}

const SUDO_PROMPT = 'Runcible wants to run its engine as root. Password of %p: '
const INSTALL_PKEXEC = 'Install it: apt-get install pkexec polkitd'

/** What the end of pkexec or sudo means, where the engine never came. */
export function refusal(argv: readonly string[], isSudo: boolean, ended: Ended): RuncibleError {
  const { code } = ended
  const said = lastWords(ended.lines)
  const details = { command: [...argv], ...(code !== null && { exitCode: code }), said }
  const refused = isSudo ? refusedBySudo(code, said) : refusedByPolkit(code, said)
  if (!refused) {
    return new RuncibleError('unavailable', 'the engine did not start as root', {
      ...details,
      hint: 'What it said is above.',
    })
  }
  const { why, hint } = refused
  return new RuncibleError('permission-denied', `root’s rights were not given: ${why}`, {
    ...details,
    hint,
  })
}

interface Refused {
  why: string
  hint: string
}

const ASK_AGAIN = 'Choose “as root” again to be asked again.'

function refusedByPolkit(code: number | null, said: string): Refused | null {
  if (code === DISMISSED) return { why: 'the question was dismissed', hint: ASK_AGAIN }
  if (code !== NOT_AUTHORISED) return null
  if (/authentication agent/.test(said))
    return { why: 'no polkit agent is there to ask', hint: NO_AGENT }
  return {
    why: 'polkit refused',
    hint: `The password was wrong, the question was closed, or this user may not. ${ASK_AGAIN}`,
  }
}

const NO_AGENT =
  'A polkit agent must run in the session to ask; desktops bring one. In a terminal without a display, sudo asks there.'

function refusedBySudo(code: number | null, said: string): Refused | null {
  const isRefused = code === CANCELLED_BY_SIGNAL || /^sudo: |sudoers| not allowed to /.test(said)
  if (!isRefused) return null
  return {
    why: said || 'the question was dismissed',
    hint: 'sudo -v in a terminal tells whether this user may.',
  }
}

/** Both may add that they have told somebody, which says nothing of why. */
function lastWords(lines: readonly string[]): string {
  return lines.findLast((line) => !/^This incident /.test(line)) ?? ''
}

/** null where nobody listens any more. */
function reach(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path, () => resolve(socket))
    socket.on('error', () => resolve(null))
  })
}

const lost = ({ argv, said }: Program) =>
  new RuncibleError('disconnected', 'the connection to the engine that runs as root was lost', {
    command: [...argv],
    said,
    hint: 'Containers run on.',
  })
