import { RuncibleError } from '../../../shared/errors.ts'

/** What runc says where it, or its child, could not start a thread or a process: mostly that the other end is gone. */
const NO_ROOM = /init-p|\bEOF\b|newosproc|resource temporarily unavailable|setns process/i

/**
 * An exec that failed in a container whose processes are limited: runc itself counts as up to ten of them while it enters,
 * and with a limit of 5 it crashes now and then. Gives the error with what to do; any other as it is.
 */
export function explainPidsLimit(error: unknown, pids: number | undefined): unknown {
  if (!(error instanceof RuncibleError) || error.code !== 'runtime-failed') return error
  if (pids === undefined || !NO_ROOM.test(error.details.said ?? error.message)) return error
  return new RuncibleError(error.code, error.message, {
    ...error.details,
    hint: `The container may have ${pids} processes, and runc needs room for its own threads among them. Raise its process limit, or end some of its processes, and try again.`,
    cause: error,
  })
}
