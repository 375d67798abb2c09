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
      requireVersion(greeting, this.#options.version, 'that runs as root')
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
      requireVersion(greeting, this.#options.version, 'that runs as root')
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
export function refusal(
  argv: readonly string[],
  isSudo: boolean,
  { code, said }: Ended,
): RuncibleError {
  const details = { command: [...argv], ...(code !== null && { exitCode: code }), said }
  if (!isSudo && code === DISMISSED) {
    return new RuncibleError(
      'permission-denied',
      'root’s rights were not given: the question was dismissed',
      {
        ...details,
        hint: 'Choose “as root” again to be asked again.',
      },
    )
  }
  const isRefused = isSudo
    ? /^sudo:/.test(said) || code === CANCELLED_BY_SIGNAL
    : code === NOT_AUTHORISED
  if (isRefused) {
    return new RuncibleError(
      'permission-denied',
      `root’s rights were not given: ${said || 'this user may not have them'}`,
      {
        ...details,
        hint: isSudo
          ? 'sudo -v in a terminal tells whether this user may.'
          : 'This user must be allowed to by polkit, and a polkit agent must run in the session to ask.',
      },
    )
  }
  return new RuncibleError('unavailable', 'the engine did not start as root', {
    ...details,
    hint: 'What it said is above.',
  })
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
