import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { toolsFolder } from '../../build/setup/tools.mjs'

export type Argv = readonly [program: string, ...args: string[]]

/** The environment of every peer: the criu that Runcible uses comes first for them too. */
export const ENV = {
  ...process.env,
  PATH: [join(toolsFolder(), 'bin'), process.env.PATH ?? ''].join(delimiter),
}

interface RunOptions {
  env?: NodeJS.ProcessEnv
  /** file that its words go to; without one it has no stderr, as a detached runc must */
  log?: string
  /** exit codes besides 0 that are no failure */
  allow?: readonly number[]
}

/** Runs a program to its end, with nothing but /dev/null to read and to write. Throws its last words. */
export async function run(argv: Argv, { env = ENV, log, allow = [] }: RunOptions = {}) {
  const stderr = log === undefined ? 'ignore' : openSync(log, 'a')
  const [program, ...args] = argv
  const code = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', stderr] })
    child.once('error', reject)
    child.once('exit', (status, signal) => resolve(status ?? signal))
  }).finally(() => {
    if (stderr !== 'ignore') closeSync(stderr)
  })
  if (code === 0 || (typeof code === 'number' && allow.includes(code))) return
  throw new Error(`${argv.join(' ')} ended with ${code}${log ? `: ${lastLine(log)}` : ''}`)
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

const lastLine = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n').at(-1)

/** True when there is no such process any more, or only its remains that nobody has collected. */
export function isGone(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return 'ZX'.includes(stat[stat.lastIndexOf(')') + 2] ?? '')
  } catch {
    return true
  }
}

/** Waits for a process that is not our child, looking without a pause: its end is being timed. */
export async function gone(pid: number, withinMs = 10_000): Promise<void> {
  const until = performance.now() + withinMs
  while (!isGone(pid)) {
    if (performance.now() > until) throw new Error(`process ${pid} does not end`)
    await new Promise(setImmediate)
  }
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
