import { RuncibleError } from '../../../shared/errors.ts'
import type { Exit } from '../../../shared/model.ts'
import { LogFile } from '../console/log.ts'

/** What runc says where it, or its child, could not start a thread or a process: mostly that the other end is gone. */
const NO_ROOM = /init-p|\bEOF\b|newosproc|resource temporarily unavailable|setns process/i

/** How Go begins its last words where the kernel gives it no thread: in runc by itself, or by way of the C library. */
const NO_THREAD = /runtime\/cgo: pthread_create failed|runtime: failed to create new OS thread/
/** That it was runc's Go and not the program's: its functions stand in the trace. */
const RUNC_TRACE = /opencontainers\/runc\//
/** How such a trace ends: a program that ran again after a crash has written something else below it. */
const TRACE_END = /(\w+\s+0x[\da-f]+|\.go:\d+.*|created by .*)\s*$/
/** Go's exit code after a crash. */
const CRASHED = 2
/** bytes that a trace has at most: the threads' stacks come before the functions */
const TRACE_BYTES = 512 * 1024

const hintOf = (pids: number) =>
  `The container may have ${pids} processes, and runc needs room for its own threads among them. Raise its process limit, or end some of its processes, and try again.`

/**
 * An exec that failed in a container whose processes are limited: runc itself counts as up to ten of them while it enters,
 * and with a limit of 5 it crashes now and then. Gives the error with what to do; any other as it is.
 */
export function explainPidsLimit(error: unknown, pids: number | undefined): unknown {
  if (!(error instanceof RuncibleError) || error.code !== 'runtime-failed') return error
  if (pids === undefined || !NO_ROOM.test(error.details.said ?? error.message)) return error
  return new RuncibleError(error.code, error.message, {
    ...error.details,
    hint: hintOf(pids),
    cause: error,
  })
}

/**
 * The same crash after runc has told that the process runs, and before it became the program, an exec's or an init's: to
 * conmon it is the program's end, with Go's exit code, and the trace stands in the `log` of its console. Gives the end with
 * what it was; any other as it is.
 */
export function explainCrash(exit: Exit, pids: number | undefined, log: string): Exit {
  if (pids === undefined || exit.code !== CRASHED) return exit
  const file = new LogFile(log)
  const printed = file.tail(file.size(), TRACE_BYTES)
  const text = Buffer.concat(printed.map(({ bytes }) => bytes)).toString('utf8')
  const said = text.split(/\r?\n/).findLast((line) => NO_THREAD.test(line))
  if (said === undefined || !RUNC_TRACE.test(text) || !TRACE_END.test(text)) return exit
  const details = { said, exitCode: CRASHED, hint: hintOf(pids) }
  const problem = new RuncibleError(
    'runtime-failed',
    'runc crashed before the program ran',
    details,
  )
  return { ...exit, problem: problem.toWire() }
}
