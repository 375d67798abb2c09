import { AsyncLocalStorage } from 'node:async_hooks'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { RuncibleError } from '../../../shared/errors.ts'
import type { CommandRun, PlainCommand } from '../../../shared/model.ts'
import { childEnv } from './child-env.ts'
import { sendSignal } from './proc.ts'
import { Standby } from './standby.ts'
import { StderrFile } from './stderr-file.ts'
import { withoutWithheld } from './withheld.ts'

export interface RunOptions {
  /** on top of the engine's own environment */
  env?: Record<string, string>
  signal?: AbortSignal
  /** how long it may go on to its own end after an abort, for a program that must not be cut off; 0 where absent */
  graceMs?: number
  timeoutMs?: number
  cwd?: string
  /**
   * A file that stderr is appended to, for a program whose stdout says nothing: two pipes fewer are half a millisecond, of
   * the six that a `runc pause` takes. Its share is given back as any stderr is, after a failure alone.
   */
  stderrFile?: string
  /** is told its pid once it runs */
  started?: (pid: number) => void
  /** exit codes besides 0 that are answers, not failures */
  allowExitCodes?: readonly number[]
}

export interface RunResult {
  stdout: string
  stderr: string
  exitCode: number
  durationMs: number
}

export type Argv = readonly [program: string, ...args: string[]]

/** A program that prints more than this is cut off: nothing that we run has that much to say. */
const MAX_OUTPUT_CHARACTERS = 16 * 1024 * 1024
/** What was told to stop and does not within this is killed. */
const STOP_GRACE_MS = 2000

/** What programs are started from where one is forked ahead. */
export const standby = new Standby()

const recorder = new AsyncLocalStorage<CommandRun[]>()

/** Runs `fn`; every program that is started inside, however deep, is appended to `into` as it ends. */
export function recordCommands<T>(into: CommandRun[], fn: () => Promise<T>): Promise<T> {
  return recorder.run(into, fn)
}

/** Notes a program that was started, for the journal. `begun` is performance.now() of its start. */
export function recordCommand(
  argv: Argv,
  begun: number,
  exitCode: number | null,
  plain?: PlainCommand,
): void {
  recorder.getStore()?.push({ ...ran(argv, begun), exitCode, ...(plain && { plain }) })
}

/** Notes what the engine did without a program, as the command that does it; `plain` is runc's way, where there is one. */
export function recordItself(argv: Argv, begun: number, plain?: Argv): void {
  recorder.getStore()?.push({
    ...ran(argv, begun),
    itself: true,
    exitCode: 0,
    ...(plain && { plain: { argv: [...plain], terminal: false, stdin: false } }),
  })
}

function ran(argv: Argv, begun: number): Pick<CommandRun, 'argv' | 'at' | 'durationMs'> {
  const durationMs = performance.now() - begun
  return { argv: [...argv], at: new Date(Date.now() - durationMs).toISOString(), durationMs }
}

/**
 * Runs a program to its end: the one door to those that answer and leave. No shell is between.
 * It gets a session of its own, so that a Ctrl-C at the engine's terminal, or the engine's death, does not cut a change of
 * runc's in half; aborting and the time limit end its whole process group, CRIU below runc too. What ends by itself in the
 * grace after an abort gives its result.
 * Throws `runtime-failed` with the command, its exit code and stderr's last line; `unavailable` where the program is
 * missing; `permission-denied` where it may not be run; `timeout`; `cancelled`.
 */
export async function run(argv: Argv, options: RunOptions = {}): Promise<RunResult> {
  const { signal, graceMs = 0, timeoutMs, allowExitCodes = [] } = options
  if (signal?.aborted) throw cancelled(argv)
  const begun = performance.now()
  const { child, said } = start(argv, options)
  if (child.pid !== undefined) options.started?.(child.pid)
  const stopping = stopOn(child.pid, { signal, graceMs, timeoutMs })
  const ended = await outcome(child, said)
  const stopped = stopping.done()
  recordCommand(argv, begun, ended.exitCode)

  if (stopped === 'aborted') throw cancelled(argv)
  if (stopped === 'timed out') throw timedOut(argv, timeoutMs ?? 0)
  const { stdout, stderr, exitCode, failure } = ended
  if (exitCode === null) throw notRun(argv, failure, stderr)
  if (exitCode === 0 || allowExitCodes.includes(exitCode)) {
    return { stdout, stderr, exitCode, durationMs: performance.now() - begun }
  }
  throw new RuncibleError('runtime-failed', `${argv[0]} failed with exit code ${exitCode}`, {
    command: [...argv],
    exitCode,
    said: lastLine(stderr) || lastLine(stdout),
  })
}

/**
 * Starts it, with what tells its words at its end. Not execa: 1.2 ms more for each program, where a whole `runc pause` takes
 * 6 and ours may take 8.
 */
function start(
  argv: Argv,
  { env, cwd, stderrFile }: RunOptions,
): { child: ChildProcess; said: Said } {
  const [program, ...args] = argv
  let file: StderrFile | null = null
  try {
    if (stderrFile !== undefined) file = new StderrFile(stderrFile)
    const ready = stderrFile === undefined || cwd ? null : standby.take(argv, { env, stderrFile })
    if (ready && file) return { child: ready, said: file.end }
    const child = spawn(program, args, {
      env: childEnv(env),
      stdio: withoutWithheld(['ignore', file ? 'ignore' : 'pipe', file?.fd ?? 'pipe']),
      detached: true,
      ...(cwd && { cwd }),
    })
    return { child, said: file ? file.end : printed(child) }
  } catch (cause) {
    file?.end(false)
    // Arguments too long for the kernel, or with a NUL in them.
    throw notRun(argv, cause as NodeJS.ErrnoException)
  }
}

/** What a program printed, to be asked for once, at its end. */
type Said = (failed: boolean) => { stdout: string; stderr: string }

function printed({ stdout, stderr }: ChildProcess): Said {
  const out = collect(stdout)
  const err = collect(stderr)
  return () => ({ stdout: out(), stderr: err() })
}

/** Why a program has no exit code. */
interface NotRun {
  code?: string | undefined
  signal?: string | undefined
  message?: string
}

interface Ended {
  stdout: string
  stderr: string
  /** null: `failure` says why */
  exitCode: number | null
  failure: NotRun
}

/** What a child printed and how it ended, once its pipes have ended too. */
async function outcome(child: ChildProcess, said: Said): Promise<Ended> {
  // One that could not be started says so first, and closes all the same.
  const [exitCode, failure] = await new Promise<[number | null, NotRun]>((resolve) => {
    child.once('error', (error) => resolve([null, error]))
    child.once('close', (code, signal) => resolve([code, { signal: signal ?? undefined }]))
  })
  return { ...said(exitCode !== 0), exitCode, failure }
}

/** Gathers text; gives back what there is so far, without the newline at its end. */
function collect(stream: Readable | null): () => string {
  let text = ''
  stream?.setEncoding('utf8').on('data', (more: string) => {
    if (text.length < MAX_OUTPUT_CHARACTERS) text += more
  })
  return () => text.replace(/\n$/, '')
}

/** Ends the process group `pid` when aborted or out of time; `done` tells which, and lets go of both. */
function stopOn(
  pid: number | undefined,
  { signal, graceMs, timeoutMs }: Pick<RunOptions, 'signal' | 'graceMs' | 'timeoutMs'>,
) {
  let reason: 'aborted' | 'timed out' | null = null
  const timers: NodeJS.Timeout[] = []
  const after = (ms: number, then: () => void) => timers.push(setTimeout(then, ms))
  const stop = (why: typeof reason) => {
    reason ??= why
    killGroup(pid, 'SIGTERM')
    after(STOP_GRACE_MS, () => killGroup(pid, 'SIGKILL'))
  }
  const abort = () => (graceMs ? after(graceMs, () => stop('aborted')) : stop('aborted'))
  signal?.addEventListener('abort', abort, { once: true })
  if (timeoutMs !== undefined) after(timeoutMs, () => stop('timed out'))
  return {
    done: () => {
      signal?.removeEventListener('abort', abort)
      for (const timer of timers) clearTimeout(timer)
      return reason
    },
  }
}

/** Signals a process group that we started; one that has gone is no failure. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) sendSignal(-pid, signal)
}

/** The last line that says something. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? ''
}

export const cancelled = (argv: Argv) =>
  new RuncibleError('cancelled', 'the action was cancelled', { command: [...argv] })

export const timedOut = (argv: Argv, timeoutMs: number) =>
  new RuncibleError('timeout', `${argv[0]} did not finish within ${timeoutMs / 1000} s`, {
    command: [...argv],
    hint: 'It was ended. Try again; if it happens again, the machine or its disk is very slow.',
  })

/** Why a program has no exit code: it could not be started, or a signal ended it. */
export function notRun(argv: Argv, cause: NotRun, said = ''): RuncibleError {
  const [program] = argv
  const details = { command: [...argv], cause }
  switch (cause.code) {
    case 'ENOENT':
      // Also of a script whose interpreter is missing, and of a working folder.
      if (existsSync(program)) break
      return new RuncibleError('unavailable', `${program} was not found`, {
        ...details,
        hint: `Install it, or choose another path for it. PATH was ${childEnv().PATH}`,
      })
    case 'EACCES':
      return new RuncibleError('permission-denied', `${program} may not be run`, {
        ...details,
        hint: `Make it executable for this user: chmod +x ${program}`,
      })
  }
  const why = cause.signal
    ? `${program} was ended by ${cause.signal}`
    : `${program} could not be run: ${cause.message}`
  return new RuncibleError('runtime-failed', why, {
    ...details,
    said: lastLine(said),
  })
}
