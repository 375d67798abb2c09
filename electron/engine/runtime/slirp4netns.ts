import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, openSync, readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { RuncibleError } from '../../../shared/errors.ts'
import { hostPortOf, type PortForward } from '../../../shared/model.ts'
import { childEnv } from './child-env.ts'
import { monitorScope } from './monitor-scope.ts'
import { type Argv, killGroup, lastLine, notRun, recordCommand } from './run.ts'
import { withoutWithheld } from './withheld.ts'

/** What a container finds in slirp4netns' own network; they are its defaults, which a restored container finds again. */
export const SLIRP = { address: '10.0.2.100', gateway: '10.0.2.2', dns: '10.0.2.3' } as const

/** The device that it makes in the container's namespace, and takes along when it ends. */
const DEVICE = 'tap0'
/** Podman's: what passes through it is cut into fewer pieces. */
const MTU = 65_520
const READY_FD = 3
const EXIT_FD = 4
/** It is ready in some 20 ms, or says why not. */
const READY_MS = 10_000
const ANSWER_MS = 5000
/** What was told to end and does not within this is killed. */
const END_MS = 2000

export interface SlirpOptions {
  binary: string
  /** a process in the network namespace, which the program enters at its start */
  pid: number
  /** where it listens for ports to forward; a socket's path holds 107 bytes */
  socket: string
  /** what it prints */
  log: string
  /** it ends when the last writer of this fifo does; null: it is ended by hand alone */
  endsWith: string | null
  /** 10.0.2.2 leads to this machine's own 127.0.0.1 */
  hostLoopback: boolean
}

/** The command line, with Podman's safeguards: no rights but those it needs, no files but its own, few system calls. */
export const slirpArgv = (options: SlirpOptions): Argv => [
  options.binary,
  '--configure',
  `--mtu=${MTU}`,
  ...(options.hostLoopback ? [] : ['--disable-host-loopback']),
  '--enable-sandbox',
  '--enable-seccomp',
  '--api-socket',
  options.socket,
  '--ready-fd',
  String(READY_FD),
  ...(options.endsWith === null ? [] : ['--exit-fd', String(EXIT_FD)]),
  String(options.pid),
  DEVICE,
]

/**
 * Gives a network namespace a way out, by a program that outlives the engine; gives its pid once the network is there. Throws
 * `runtime-failed` with its last words, `unavailable` where it is missing. A failure leaves nothing of it.
 */
export async function startSlirp(options: SlirpOptions): Promise<number> {
  await mkdir(dirname(options.socket), { recursive: true, mode: 0o700 })
  await rm(options.socket, { force: true })
  const argv: Argv = [...monitorScope(), ...slirpArgv(options)] as unknown as Argv
  const begun = performance.now()
  const child = spawnOf(argv, options)
  try {
    await becomesReady(child, argv, options.log)
    recordCommand(argv, begun, 0)
    child.stdio[READY_FD]?.destroy()
    child.unref()
    return child.pid as number
  } catch (error) {
    killGroup(child.pid, 'SIGKILL')
    recordCommand(argv, begun, child.exitCode)
    await rm(options.socket, { force: true })
    throw error
  }
}

function spawnOf(argv: Argv, { log, endsWith }: SlirpOptions): ChildProcess {
  const [program, ...args] = argv
  const opened = [openSync(log, 'w', 0o600)]
  // Without O_NONBLOCK this would wait for a writer that may be gone.
  if (endsWith) opened.push(openSync(endsWith, constants.O_RDONLY | constants.O_NONBLOCK))
  const [words = 'ignore', end = 'ignore'] = opened
  try {
    return spawn(program, args, {
      env: childEnv(),
      stdio: withoutWithheld(['ignore', words, words, 'pipe', end]),
      detached: true,
    })
  } finally {
    for (const fd of opened) closeSync(fd)
  }
}

/** It writes to the ready pipe when the network is there, and leaves when it cannot make one. */
function becomesReady(child: ChildProcess, argv: Argv, log: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      const said = lastLine(readFileSync(log, 'utf8'))
      reject(new RuncibleError('runtime-failed', why, { command: [...argv], said }))
    }
    const late = setTimeout(() => fail('slirp4netns did not get ready'), READY_MS)
    child.once('error', (error) => reject(notRun(argv, error)))
    child.once('exit', (code) => {
      clearTimeout(late)
      fail(`slirp4netns ended with exit code ${code}`)
    })
    child.stdio[READY_FD]?.once('data', () => {
      clearTimeout(late)
      child.removeAllListeners('exit')
      resolve()
    })
  })
}

const Reply = z.object({ error: z.object({ desc: z.string() }).optional() })

/** Has a running slirp4netns forward a port of this machine. Throws `runtime-failed` with what it said. */
export async function forwardPort(socket: string, forward: PortForward): Promise<void> {
  const { protocol, hostAddress, hostPort, containerPort } = forward
  const { error } = await ask(socket, {
    execute: 'add_hostfwd',
    arguments: {
      proto: protocol,
      host_addr: hostAddress,
      host_port: hostPort,
      guest_port: containerPort,
    },
  })
  if (!error) return
  throw new RuncibleError('runtime-failed', `slirp4netns cannot forward ${hostPortOf(forward)}`, {
    said: error.desc,
    hint: 'Something else may have taken the port meanwhile. Choose another one.',
  })
}

/** One question and its answer: it takes a connection for each, and reads it to the end. */
function ask(socket: string, question: unknown): Promise<z.infer<typeof Reply>> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) =>
      reject(
        new RuncibleError('runtime-failed', `slirp4netns does not answer: ${cause.message}`, {
          cause,
        }),
      )
    let text = ''
    const connection = connect({ path: socket, allowHalfOpen: true })
    connection.setTimeout(ANSWER_MS, () => connection.destroy(new Error('it is silent')))
    connection.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
    connection.on('error', failed)
    connection.on('end', () => {
      connection.destroy()
      try {
        resolve(Reply.parse(JSON.parse(text)))
      } catch (error) {
        failed(error as Error)
      }
    })
    connection.end(JSON.stringify(question))
  })
}

/** Ends a slirp4netns, and waits until `isThere` says that it is gone. Its device goes with it. */
export async function endSlirp(pid: number, isThere: () => boolean): Promise<void> {
  const until = Date.now() + END_MS
  if (isThere()) killGroup(pid, 'SIGTERM')
  while (isThere() && Date.now() < until) await sleep(2)
  if (isThere()) killGroup(pid, 'SIGKILL')
}
