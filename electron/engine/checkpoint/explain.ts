import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { isCriuError } from '../../../shared/criu-log.ts'
import { type LogExcerpt, type Remedy, RuncibleError } from '../../../shared/errors.ts'
import { criuRules } from './criu-errors.ts'

/** What of a log is looked at: CRIU's errors stand at its end. */
const MAX_BYTES = 4 * 1024 * 1024
const LINES_BEFORE = 4
const LINES_AFTER = 3

/** What one of CRIU's error lines means. */
export interface Explanation {
  said: string
  message: string
  hint?: string | undefined
  remedy?: Remedy | undefined
}

/**
 * The failure of a dump or a restore in words: the line of CRIU's log that matters (`said`), its surroundings, what it
 * means, and the option that helps where one does. Command and exit code are `failure`'s, and all of it is where the log
 * tells nothing, or where the failure is another than CRIU's (cancelled, a program missing).
 */
export function explainCriuLog(
  path: string,
  action: 'dump' | 'restore',
  failure: unknown,
): unknown {
  const code = action === 'dump' ? 'checkpoint-failed' : 'restore-failed'
  if (!(failure instanceof RuncibleError) || failure.code !== code) return failure
  const lines = readLines(path)
  const found = findCause(lines, action)
  if (!found) return withLog(failure, path, lines)
  const { index, explanation } = found
  const { message } = explanation
  const text =
    action === 'dump' ? `the checkpoint failed: ${message}` : `the restore failed: ${message}`
  return new RuncibleError(code, text, {
    ...failure.details,
    said: explanation.said,
    ...(explanation.hint && { hint: explanation.hint }),
    ...(explanation.remedy && { remedy: explanation.remedy }),
    excerpt: excerptOf(path, lines, index),
    cause: failure,
  })
}

/**
 * The line that caused the rest, with its meaning: the first error that the table knows, else the first error; null where
 * there is none. CRIU goes on logging errors while it backs out, so the last one says nothing.
 */
export function findCause(
  lines: readonly string[],
  action: 'dump' | 'restore',
): { index: number; explanation: Explanation } | null {
  const errors = lines.flatMap((line, index) => (isCriuError(line) ? [index] : []))
  for (const index of errors) {
    const said = stripOrigin(lines[index] ?? '')
    for (const rule of criuRules(action)) {
      const match = rule.pattern.exec(said)
      if (match) return { index, explanation: { said, ...rule.explain(match) } }
    }
  }
  const [index] = errors
  if (index === undefined) return null
  const said = stripOrigin(lines[index] ?? '')
  return { index, explanation: { said, message: `CRIU said “${said}”` } }
}

/** `(00.012345)   1234: Error (criu/files.c:1): text` without what stands before `text`. */
const stripOrigin = (line: string) => line.replace(/^.*?Error \([^)]*\):\s*/, '').trim()

const excerptOf = (path: string, lines: readonly string[], index: number): LogExcerpt => {
  const from = Math.max(0, index - LINES_BEFORE)
  return { path, lines: lines.slice(from, index + LINES_AFTER + 1), mark: index - from }
}

/** A log without an error of CRIU's is still named, so that it can be read. */
function withLog(error: RuncibleError, path: string, lines: readonly string[]): RuncibleError {
  if (lines.length === 0) return error
  return new RuncibleError(error.code, error.message, {
    ...error.details,
    excerpt: excerptOf(path, lines, lines.length - 1),
    cause: error,
  })
}

function readLines(path: string): string[] {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return []
  }
  try {
    const { size } = fstatSync(file)
    const bytes = Buffer.alloc(Math.min(size, MAX_BYTES))
    const read = readSync(file, bytes, 0, bytes.length, size - bytes.length)
    return bytes.toString('utf8', 0, read).split('\n').filter(Boolean)
  } finally {
    closeSync(file)
  }
}
