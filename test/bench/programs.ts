import { fork, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { toolsFolder } from '../../build/setup/tools.mjs'
import type { Outcome } from './starter.mjs'
import type { Workplace } from './workplace.ts'

export type Argv = readonly [program: string, ...args: string[]]

/** The environment of every peer: the criu that Runcible uses comes first for them too. */
export const ENV = {
  ...process.env,
  PATH: [join(toolsFolder(), 'bin'), process.env.PATH ?? ''].join(delimiter),
}

interface RunOptions {
  /** on top of ENV */
  env?: Record<string, string>
  /** file that its words go to; without one it has no stderr, as a detached runc must */
  log?: string
  /** exit codes besides 0 that are no failure */
  allow?: readonly number[]
}

/** Starts programs from a small process of its own (starter.mjs), with nothing but /dev/null to read and to write. */
export class Starter {
  readonly #child = fork(join(import.meta.dirname, 'starter.mjs'), { env: ENV })
  readonly #waiting = new Map<number, (outcome: Outcome) => void>()
  #orders = 0

  constructor(place: Workplace) {
    this.#child.on('message', (outcome: Outcome) => this.#waiting.get(outcome.id)?.(outcome))
    place.atEnd(() => this.#child.disconnect())
  }

  /** Runs a program to its end. Gives the milliseconds that it took; throws its last words. */
  async run(argv: Argv, { env = {}, log, allow = [] }: RunOptions = {}): Promise<number> {
    const id = ++this.#orders
    const { ms, code } = await new Promise<Outcome>((resolve) => {
      this.#waiting.set(id, resolve)
      this.#child.send({ id, argv, env, log: log ?? null })
    })
    this.#waiting.delete(id)
    if (code === 0 || (typeof code === 'number' && allow.includes(code))) return ms
    throw new Error(`${argv.join(' ')} ended with ${code}${log ? `: ${lastLine(log)}` : ''}`)
  }
}

/** What a program prints, trimmed. */
export function outputOf(argv: Argv, env: NodeJS.ProcessEnv = ENV): Promise<string> {
  const [program, ...args] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(text.trim())
      else reject(new Error(`${argv.join(' ')} ended with ${code}`))
    })
  })
}

/** The last line of a log. */
export const lastLine = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n').at(-1)

/** True when there is no such process any more, or only its remains that nobody has collected. */
export function isGone(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return 'ZX'.includes(stat[stat.lastIndexOf(')') + 2] ?? '')
  } catch {
    return true
  }
}

/** Milliseconds until a process that is not our child has ended; looks without a pause. */
export async function gone(pid: number, withinMs = 10_000): Promise<number> {
  const begun = performance.now()
  while (!isGone(pid)) {
    if (performance.now() > begun + withinMs) throw new Error(`process ${pid} does not end`)
    await new Promise(setImmediate)
  }
  return performance.now() - begun
}

/** Asks a process of ours to end and waits until it has; after `graceMs` it is killed. */
export async function end(pid: number, graceMs = 5_000): Promise<void> {
  const until = Date.now() + graceMs
  signal(pid, 'SIGTERM')
  while (!isGone(pid)) {
    if (Date.now() > until) signal(pid, 'SIGKILL')
    await sleep(10)
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
