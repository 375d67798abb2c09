import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ErrorCode, RuncibleError } from '../../../shared/errors.ts'
import type { PlainCommand } from '../../../shared/model.ts'
import { cgroupVersion } from './cgroup.ts'
import { claimCgroup } from './claim-cgroup.ts'
import {
  type ConmonCommon,
  type ConmonCreate,
  type ConmonExec,
  conmonCommand,
  execCommand,
  plainCommand,
  plainExec,
} from './conmon-args.ts'
import { type Answer, ConmonLaunch } from './conmon-launch.ts'
import { RESTORE_LOG } from './criu-args.ts'
import { criuDeath, restoringRunc } from './criu-death.ts'
import { beginGracePeriod } from './grace-period.ts'
import { monitorScope } from './monitor-scope.ts'
import { type Argv, cancelled, lastLine, recordCommand, standby, timedOut } from './run.ts'
import { inRuncWords, logOffset } from './runc-log.ts'
import { readRuntimeState } from './state-file.ts'
import { planUndo, type Undo } from './undo-create.ts'

export {
  type ConmonCommon,
  type ConmonCreate,
  type ConmonExec,
  conmonCommand,
} from './conmon-args.ts'

/** How long containerd waits for a console; nothing but a restore takes as long. */
const START_TIMEOUT_MS = 30_000
/** How long a caller that was cut off is waited for. */
const SETTLE_MS = 2000
/** As a daemon conmon has nobody to tell what went wrong. */
const HINT =
  'See whether its folders are there and writable, and whether conmon was killed (dmesg).'

export interface MonitorOptions {
  signal?: AbortSignal
  /** ms; by default 30 s, and no limit for a restore, whose length depends on the images */
  timeoutMs?: number
}

/**
 * Starts a conmon that has runc create the container, or restore it from a checkpoint. Gives the init's pid.
 * Throws `runtime-failed` "OCI runtime create failed: …", or `restore-failed` "OCI runtime restore failed: …" (CRIU's own
 * words are in `restore.log` of the work path), `cancelled`, `timeout`, `unavailable`. Then neither conmon nor runc is left,
 * and nothing in runc of a create that was cut off.
 */
export async function conmonCreate(
  c: ConmonCreate,
  o: MonitorOptions = {},
): Promise<{ pid: number }> {
  const { restore } = c
  const argv = conmonCommand(c, restore ? await c.runc.criuArgs() : [])
  const action = restore ? 'restore' : 'create'
  const undo = planUndo(c)
  if (o.signal?.aborted) throw cancelled(argv)
  beginGracePeriod()
  const over = new AbortController()
  const started = await hear(c, launch(c, argv, false), {
    ...o,
    timeoutMs: o.timeoutMs ?? (restore ? undefined : START_TIMEOUT_MS),
    words: `OCI runtime ${action} failed`,
    code: restore ? 'restore-failed' : 'runtime-failed',
    plain: c.plain ?? plainCommand(c),
    ...(restore && { broken: brokenRestore(c, restore.options.workPath, over.signal) }),
    undo,
  }).finally(() => over.abort())
  // On v1 there is nothing to gather, and what runs again takes the processor from whoever looks.
  if (restore && cgroupVersion() === 'v2') await gather(c, started.pid, undo)
  return started
}

/** Rejects with `restore-failed` where CRIU has died in it: conmon and runc would wait for ever. */
async function brokenRestore(
  { conmonPidFile }: ConmonCreate,
  workPath: string,
  over: AbortSignal,
): Promise<never> {
  const runc = () => restoringRunc(conmonPidFile, workPath)
  await criuDeath({ runc, log: join(workPath, RESTORE_LOG) }, over)
  throw new RuncibleError('restore-failed', 'OCI runtime restore failed: CRIU was ended', {
    hint: 'Somebody killed it, or the machine was out of memory (dmesg). The checkpoint is whole and can be restored again.',
  })
}

/** A restored container that cannot be had in its own cgroup would be out of hand: it is taken back. */
async function gather({ runc, id }: ConmonCreate, init: number, undo: Undo) {
  try {
    const state = await readRuntimeState(runc.options.root, id, runc)
    if (state) await claimCgroup(init, state.cgroupPaths)
  } catch (cause) {
    await undo.cutOff()
    const why = (cause as Error).message
    throw new RuncibleError('restore-failed', `OCI runtime restore failed: ${why}`, {
      hint: 'Its processes could not be moved into its own cgroup. A runc from 1.2 on needs no such move.',
      cause,
    })
  }
}

/** A conmon that has been started for an exec and stands before its first step. Nothing is made and no runc runs yet. */
export interface PreparedExec {
  /** false once it has ended, by whomever: it cannot run then */
  readonly waits: boolean
  /**
   * Has runc run the process in the container. Gives its pid. `attachable` is awaited after the attach socket is there and
   * before the process runs, so that none of its output is missed; where it fails, the process never runs and its error is
   * thrown. Otherwise throws as conmonCreate does ("OCI runtime exec failed: …").
   */
  run(attachable: () => Promise<void>, o?: MonitorOptions): Promise<{ pid: number }>
  /** Ends it. */
  discard(): Promise<void>
}

/**
 * Starts a conmon for one more process in the container, and the kernel on what runc will wait for: 4 ms of an exec that need
 * not wait until somebody starts it. Whoever prepares runs or discards. Throws nothing: run() does.
 */
export function prepareExec(c: ConmonExec): PreparedExec {
  beginGracePeriod()
  const launched = launch(c, execCommand(c), true)
  return {
    get waits() {
      return launched.conmon.lives
    },
    run: (attachable, o = {}) =>
      hear(c, launched, {
        timeoutMs: START_TIMEOUT_MS,
        ...o,
        words: 'OCI runtime exec failed',
        code: 'runtime-failed',
        plain: plainExec(c),
        beforeRun: () => {
          // The last moment: what an earlier one brought about may have passed before runc comes to it.
          beginGracePeriod()
          return attachable()
        },
      }),
    async discard() {
      await launched.conmon.kill()
      launched.sockets.remove()
    },
  }
}

/** Prepares and runs at once. */
export const conmonExec = async (
  c: ConmonExec,
  attachable: () => Promise<void>,
  o?: MonitorOptions,
): Promise<{ pid: number }> => prepareExec(c).run(attachable, o)

interface MonitorPlan extends MonitorOptions {
  words: string
  code: ErrorCode
  plain: PlainCommand
  beforeRun?: () => Promise<void>
  /** rejects when it will never end by itself */
  broken?: Promise<never>
  undo?: Undo
}

/** A conmon that has been started, and where it listens for the console. */
interface Launched {
  argv: Argv
  conmon: ConmonLaunch
  sockets: ReturnType<typeof consoleSocketFolder>
}

function launch(c: ConmonCommon, command: Argv, attach: boolean): Launched {
  const [program, ...args] = [...monitorScope(), ...command]
  const argv: Argv = [program ?? c.binary, ...args]
  // Of an earlier life: they must not be taken for this one's.
  for (const file of [c.pidFile, c.conmonPidFile]) rmSync(file, { force: true })
  const sockets = consoleSocketFolder(c)
  const conmon = new ConmonLaunch(argv, {
    pidFile: c.conmonPidFile,
    env: { ...c.runc.env(), ...sockets.env },
    cwd: c.workDir,
    attach,
  })
  return { argv, conmon, sockets }
}

/** Has a launched conmon do its work. Gives the process's pid. */
async function hear(
  c: ConmonCommon,
  { argv, conmon, sockets }: Launched,
  plan: MonitorPlan,
): Promise<{ pid: number }> {
  const { log: path } = c.runc.options
  const log = { path, offset: logOffset(path) }
  const begun = performance.now()
  const over = standby.begun()
  try {
    const answer = await converse(conmon, argv, plan).catch(async (error: unknown) => {
      recordCommand(argv, begun, null)
      // What undoing runs stands in the journal; what is thrown is why the create was cut off.
      await plan.undo?.cutOff().catch(() => {})
      throw await inRuncWords(plan.words, error, log, plan.code)
    })
    // conmon leaves with 0 either way: what its runtime did is what counts.
    recordCommand(argv, begun, answer.data > 0 ? 0 : 1, plan.plain)
    if (answer.data > 0) return { pid: answer.data }
    await plan.undo?.failed()
    throw await inRuncWords(
      plan.words,
      failure(argv, answer.message || 'runc gave no reason'),
      log,
      plan.code,
    )
  } finally {
    over()
    sockets.remove()
  }
}

/**
 * Hears conmon out. Gives its answer, with conmon on its own or, after a failure, ended. Throws when cut off (aborted, out of
 * time, not attached, ended without an answer): then conmon and the runtime are killed.
 */
async function converse(launch: ConmonLaunch, argv: Argv, plan: MonitorPlan): Promise<Answer> {
  const talk = launch.talk(plan.beforeRun)
  try {
    const answer = await bounded(argv, plan, talk)
    if (!answer) throw failure(argv, launch.said || 'conmon ended without an answer', HINT)
    await (answer.data > 0 ? launch.letGo() : launch.awaitEnd())
    return answer
  } catch (error) {
    await launch.kill()
    // With conmon gone the caller's attaching fails too: it must not go on behind this failure.
    await Promise.race([talk.catch(() => {}), sleep(SETTLE_MS, undefined, { ref: false })])
    throw error
  }
}

/** Rejects when the signal is aborted, the time is up, or it is broken, whatever `work` does. */
function bounded<T>(
  argv: Argv,
  { signal, timeoutMs, broken }: MonitorPlan,
  work: Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(cancelled(argv))
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => reject(timedOut(argv, timeoutMs)), timeoutMs)
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) abort()
    broken?.catch(reject)
    const settled = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    work.finally(settled).then(resolve, reject)
  })
}

const failure = (argv: Argv, message: string, hint?: string) =>
  new RuncibleError('runtime-failed', message, {
    command: [...argv],
    said: lastLine(message),
    ...(hint && { hint }),
  })

/**
 * The folder where conmon listens for the console that runc sends. It leaves its socket behind when runc fails before
 * that, so the folder goes with it. Not in the bundle: a socket's path holds 107 bytes.
 */
function consoleSocketFolder({ terminal, consoleSockets }: ConmonCommon): {
  env: Record<string, string>
  remove(): void
} {
  if (!terminal) return { env: {}, remove: () => {} }
  const folder = mkdtempSync(consoleSockets)
  return {
    env: { TMPDIR: folder },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
