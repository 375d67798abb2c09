import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import { childEnv } from './child-env.ts'
import { monitorScope } from './monitor-scope.ts'
import { childrenOf, findProcess, processStartTime, textOrNull } from './proc.ts'
import { type Argv, killGroup, lastLine, notRun, recordCommand } from './run.ts'
import { withoutWithheld } from './withheld.ts'

/** CRIU says on this descriptor that it listens. */
const STATUS_FD = 3
/** It takes a twentieth of a second; one that needs longer hangs. */
const READY_MS = 10_000

/** What a keeper and its CRIU have between them in a work folder. */
export const KEEPER_FILES = {
  /** where CRIU's restore hands over the memory to be filled */
  socket: 'lazy-pages.socket',
  /** pid and start time of the container's init, for the keeper to end */
  init: 'lazy-init',
  /** CRIU's exit code, at the end: 0 says that every page is where it belongs */
  exit: 'lazy-exit',
  /** what CRIU said */
  log: 'lazy-pages.log',
} as const

/**
 * Runs CRIU, and ends the container the moment that CRIU dies before all of its memory is in: the kernel gives it zeros for the
 * rest from that moment on. It needs no engine for that, and writes down how it went. Constant; its arguments are the work
 * folder, runc's pid file and CRIU's command line. The init is the one with the start time that the engine wrote down, or as
 * long as the engine has not come to that, the one in the pid file. Where memory runs out, others are ended before it.
 */
const KEEPER = `work=$1 pidfile=$2
shift 2
{ echo -1000 > /proc/self/oom_score_adj; } 2> /dev/null
"$@"
code=$?
if [ "$code" -ne 0 ]; then
  pid= start=
  { read -r pid start < "$work/${KEEPER_FILES.init}" || read -r pid < "$pidfile"; } 2> /dev/null
  if [ -n "$pid" ] && { read -r stat < "/proc/$pid/stat"; } 2> /dev/null; then
    set -- \${stat##*) }
    [ "\${start:-\${20}}" = "\${20}" ] && kill -9 "$pid"
  fi
fi
echo "$code" > "$work/${KEEPER_FILES.exit}.next" && mv "$work/${KEEPER_FILES.exit}.next" "$work/${KEEPER_FILES.exit}"`

export interface LazyPagesOptions {
  /** path of the criu to run */
  criu: string
  imagePath: string
  /** a folder of this restore alone: the restore must be given the same */
  workPath: string
  /** where runc will write the pid of the init */
  pidFile: string
}

/** A keeper as the kernel knows it. */
export interface Keeper {
  pid: number
  startTime: number
}

/** A keeper whose CRIU is on its way. */
interface StartedKeeper {
  keeper: Keeper
  /** Resolves once it listens. Throws `restore-failed` with its last words; then nothing of it is left. */
  listens: Promise<void>
}

/** CRIU's own command line. */
const lazyPagesArgv = ({ criu, imagePath, workPath }: LazyPagesOptions): Argv => [
  criu,
  'lazy-pages',
  '--images-dir',
  imagePath,
  '--work-dir',
  workPath,
  '--status-fd',
  String(STATUS_FD),
]

/**
 * Starts the CRIU that brings memory after a restore has let its program run, under a keeper of a session of its own: both go
 * on without an engine. It listens a twentieth of a second later, about when the CRIU of a restore that is begun at once has
 * come as far as to talk to it. Throws `restore-failed` where it cannot be started at all.
 */
export async function startLazyPages(options: LazyPagesOptions): Promise<StartedKeeper> {
  const argv = lazyPagesArgv(options)
  const begun = performance.now()
  const log = join(options.workPath, KEEPER_FILES.log)
  const child = spawnKeeper(options, argv, log)
  const { pid } = child
  const startTime = pid === undefined ? null : processStartTime(pid)
  if (pid === undefined) {
    const [error] = await once(child, 'error')
    throw notRun(argv, error)
  }
  if (startTime === null) {
    const said = lastLine(textOrNull(log) ?? '')
    throw new RuncibleError('restore-failed', 'criu lazy-pages ended at once', {
      command: [...argv],
      said,
    })
  }
  const listens = becomesReady(child, argv, log).then(
    () => {
      recordCommand(argv, begun, 0)
      child.stdio[STATUS_FD]?.destroy()
      child.unref()
    },
    (error: unknown) => {
      killGroup(pid, 'SIGKILL')
      recordCommand(argv, begun, child.exitCode)
      throw error
    },
  )
  // It is for whoever asks; nobody need.
  listens.catch(() => {})
  return { keeper: { pid, startTime }, listens }
}

function spawnKeeper({ workPath, pidFile }: LazyPagesOptions, argv: Argv, log: string) {
  const [program = '', ...args] = [
    ...monitorScope(),
    '/bin/sh',
    '-c',
    KEEPER,
    'sh',
    workPath,
    pidFile,
    ...argv,
  ]
  const words = openSync(log, 'w', 0o600)
  try {
    return spawn(program, args, {
      env: childEnv(),
      stdio: withoutWithheld(['ignore', words, words, 'pipe']),
      detached: true,
    })
  } finally {
    closeSync(words)
  }
}

function becomesReady(child: ChildProcess, argv: Argv, log: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      const said = lastLine(textOrNull(log) ?? '')
      reject(new RuncibleError('restore-failed', why, { command: [...argv], said }))
    }
    const late = setTimeout(() => fail('criu lazy-pages did not get ready'), READY_MS)
    const settle = (then: () => void) => () => {
      clearTimeout(late)
      then()
    }
    child.once(
      'exit',
      settle(() => fail('criu lazy-pages ended at once')),
    )
    child.stdio[STATUS_FD]?.once('data', settle(resolve))
  })
}

/** The keeper at work in a folder, by its command line; null where there is none. Reads every command line of the machine. */
export const findKeeper = (workPath: string): Keeper | null =>
  findProcess((argv) => argv.includes(KEEPER) && argv.includes(workPath))

/** Ends a keeper with its CRIU. The container is not touched: whoever calls has ended it, or will. */
export function endKeeper({ pid, startTime }: Keeper): void {
  if (processStartTime(pid) === startTime) killGroup(pid, 'SIGKILL')
}

/** Bytes that a keeper's CRIU has read out of the images by now. */
export function bytesBrought({ pid }: Keeper): number {
  const read = (child: number) => {
    const line = /^rchar: (\d+)$/m.exec(textOrNull(`/proc/${child}/io`) ?? '')
    return Number(line?.[1] ?? 0)
  }
  return childrenOf(pid).reduce((sum, child) => sum + read(child), 0)
}
