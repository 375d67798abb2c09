import { RuncibleError } from '../../shared/errors.ts'
import { destinationOf, type SshEntry } from '../../shared/ssh-entry.ts'
import { requireVersion, takeGreeting } from '../engine/door/greeting.ts'
import { channelOver } from '../engine/door/stream-channel.ts'
import { type Ended, Program } from '../engine/runtime/program.ts'
import type { EngineHost, HostChannel } from './host.ts'
import { hostChannel } from './host-channel.ts'

export interface SshOptions {
  /** Runcible's own version: the engine over there must be of the same */
  version: string
  /** absent: the one on PATH */
  ssh?: string
}

const ENGINE = 'runcible-engine'
/** ssh's own ConnectTimeout, s: how long the machine may take to answer. */
const CONNECT_S = 20
/** So often it is asked whether it is still there, s; three silences end the connection. */
const ALIVE_EVERY_S = 10
const ALIVE_COUNT = 3
/** From ssh's start to the engine's greeting: a login and the engine's own start, on a slow machine. */
const GREETING_WITHIN_MS = 60_000
/** ssh goes by itself once the engine has let go. */
const GOES_WITHIN_MS = 2_000

/** ssh's own failure; any other code is the remote command's. */
const SSH_FAILED = 255
const COMMAND_NOT_FOUND = 127

/**
 * What ssh is told: no terminal, no forwarding of any kind, and a sign of life. It asks for a passphrase only where SSH_ASKPASS
 * can show a window for it; nobody would see a question on the terminal.
 */
export function sshCommand(entry: SshEntry, ssh = 'ssh', env = process.env): string[] {
  const canAsk = env.SSH_ASKPASS && (env.DISPLAY || env.WAYLAND_DISPLAY)
  const settings = {
    BatchMode: canAsk ? 'no' : 'yes',
    ConnectTimeout: CONNECT_S,
    ServerAliveInterval: ALIVE_EVERY_S,
    ServerAliveCountMax: ALIVE_COUNT,
    ClearAllForwardings: 'yes',
    ...(entry.identityFile !== undefined && { IdentitiesOnly: 'yes' }),
  }
  return [
    ssh,
    '-T',
    '-a',
    '-x',
    ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...(entry.port === undefined ? [] : ['-p', String(entry.port)]),
    ...(entry.identityFile === undefined ? [] : ['-i', entry.identityFile]),
    '--',
    destinationOf(entry),
    entry.command ?? ENGINE,
    '--stdio',
  ]
}

/** The engine on a machine that ssh reaches: started there for each channel, or joined where it runs. */
export function sshHost(entry: SshEntry, options: SshOptions): EngineHost {
  const label = destinationOf(entry)
  const command = sshCommand(entry, options.ssh)
  return {
    id: entry.id,
    kind: 'ssh',
    label,
    command,
    connect: (signal) => connectBy(command, label, options.version, signal),
  }
}

/**
 * Runs a program that carries an engine's frames on its stdin and stdout, as ssh does. `label`: how errors name the place.
 * Rejects as EngineHost.connect() does.
 */
export async function connectBy(
  command: readonly string[],
  label: string,
  version: string,
  signal: AbortSignal,
): Promise<HostChannel> {
  const program = await Program.start(command, { ownSession: true, hint: INSTALL_SSH })
  try {
    const greeting = await takeGreeting(program.output, { timeoutMs: GREETING_WITHIN_MS, signal })
    requireVersion(greeting, version, `the engine on ${label}`)
  } catch (error) {
    throw await failed(error, program, label)
  }
  const channel = channelOver(program.output, program.input)
  const letGo = async () => {
    if (!(await program.goesWithin(GOES_WITHIN_MS))) program.kill()
  }
  return hostChannel(
    {
      ...channel,
      close: (violation) => {
        channel.close(violation)
        void letGo()
      },
    },
    async () => {
      void letGo()
      return lost(command, label, await program.ended())
    },
  )
}

const INSTALL_SSH = 'Install it: apt-get install openssh-client'

/** Why there is no greeting: what the engine said instead of one, or how ssh ended. */
async function failed(error: unknown, program: Program, label: string): Promise<unknown> {
  const isSilent = error instanceof RuncibleError && error.code === 'disconnected'
  if (isSilent) return refusal(program.argv, label, await program.ended())
  program.kill()
  return error
}

/** What ssh's end means, by its exit code and its last line. */
export function refusal(
  argv: readonly string[],
  label: string,
  { code, said }: Pick<Ended, 'code' | 'said'>,
): RuncibleError {
  const details = { command: [...argv], ...(code !== null && { exitCode: code }), said }
  if (code === COMMAND_NOT_FOUND) {
    return new RuncibleError('unavailable', `there is no engine of Runcible on ${label}`, {
      ...details,
      hint: `Install Runcible there, or name the path of its ${ENGINE} in the entry.`,
    })
  }
  if (/^Host key verification failed/.test(said)) {
    return new RuncibleError('permission-denied', `ssh does not know the key of ${label}`, {
      ...details,
      hint: `Connect once in a terminal, and compare the key that ssh shows: ssh ${label}`,
    })
  }
  if (code === SSH_FAILED && /Permission denied/.test(said)) {
    return new RuncibleError('permission-denied', `${label} does not let this user in`, {
      ...details,
      hint: `It must work without a question: ssh -o BatchMode=yes ${label} true. A key in the agent does that.`,
    })
  }
  const what =
    code === SSH_FAILED ? `${label} cannot be reached` : `${label} did not start its engine`
  return new RuncibleError('unavailable', what, {
    ...details,
    hint: `See what a terminal says: ssh ${label}`,
  })
}

const lost = (argv: readonly string[], label: string, { said }: Ended) =>
  new RuncibleError('disconnected', `the connection to ${label} was lost`, {
    command: [...argv],
    said,
    hint: 'Containers there run on.',
  })
