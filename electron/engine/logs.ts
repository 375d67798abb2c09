import { open, realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import { RuncibleError } from '../../shared/errors.ts'
import type { EngineContext } from './process/context.ts'

/** A window gets at most this much of a log's end. */
const TAIL_BYTES = 256 * 1024

/**
 * The end of a log that an error named. Only files under the state folder and checkpoints' work folders are read,
 * whatever links lie there. Throws `permission-denied` for another, `not-found` for none.
 */
export async function readLog(
  path: string,
  context: EngineContext,
): Promise<{ text: string; truncated: boolean }> {
  const real = await realpath(path).catch(() => {
    throw new RuncibleError('not-found', `there is no log at ${path}`)
  })
  const allowed = [
    context.layout.folders.state,
    ...context.checkpoints.list().map(({ workPath }) => workPath),
  ]
  const roots = await Promise.all(allowed.map((root) => realpath(root).catch(() => null)))
  if (!real.endsWith('.log') || !roots.some((root) => root && real.startsWith(root + sep))) {
    throw new RuncibleError('permission-denied', `${path} is no log of Runcible's`)
  }
  const file = await open(real, 'r')
  try {
    const { size } = await file.stat()
    const length = Math.min(size, TAIL_BYTES)
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
    return { text: buffer.toString('utf8'), truncated: size > length }
  } finally {
    await file.close()
  }
}
