import { statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { z } from 'zod'
import { type ErrorCode, RuncibleError } from '../../../shared/errors.ts'

/** What of a log is read at most: one call's share is a few lines. */
const MAX_BYTES = 1024 * 1024

const Line = z.object({ level: z.string(), msg: z.string() })

/**
 * Where runc's log ends now, in bytes; 0 where there is none yet. Remembered before a call, so that an old error is never
 * shown for a new failure. Synchronous: it stands before every program, and a trip through the thread pool takes longer.
 */
export const logOffset = (path: string): number =>
  statSync(path, { throwIfNoEntry: false })?.size ?? 0

/**
 * The message of the last line of level `error` that was written after `offset`; '' where there is none (containerd's
 * getLastRuntimeError). Throws where the log cannot be read.
 */
export async function lastLoggedError(path: string, offset: number): Promise<string> {
  let message = ''
  for (const line of (await readFrom(path, offset)).split('\n')) {
    const entry = Line.safeParse(parseJson(line))
    if (entry.success && entry.data.level === 'error') message = entry.data.msg.trim()
  }
  return message
}

/**
 * A failure of runc in containerd's words, "`what`: TEXT", with TEXT out of runc's log; `failure` brings the command,
 * the exit code and what was printed. What is no `runtime-failed` (cancelled, timed out, program missing) is given back
 * as it is.
 */
export async function inRuncWords(
  what: string,
  failure: unknown,
  log: { path: string; offset: number },
  code: ErrorCode = 'runtime-failed',
): Promise<unknown> {
  if (!(failure instanceof RuncibleError) || failure.code !== 'runtime-failed') return failure
  const { details, message } = failure
  const printed = details.said || message
  const explain = (text: string, said: string) =>
    new RuncibleError(code, `${what}: ${text}`, {
      hint: hintFor(said),
      ...details,
      said,
      cause: failure,
    })
  try {
    const said = (await lastLoggedError(log.path, log.offset)) || printed
    return explain(said, said)
  } catch (error) {
    const why = (error as Error).message
    return explain(`unable to retrieve OCI runtime error (${why}): ${printed}`, printed)
  }
}

/** What helps where runc says that it has no cgroup to act on, as it does without root. */
const hintFor = (said: string): string | undefined =>
  /cgroups not configured for container|freezer not supported/.test(said)
    ? 'Without root this needs a cgroup of one’s own: run Runcible as root, or in a session of systemd’s.'
    : undefined

async function readFrom(path: string, offset: number): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const from = Math.max(offset, size - MAX_BYTES)
    const bytes = Buffer.alloc(Math.max(0, size - from))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
    return bytes.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
