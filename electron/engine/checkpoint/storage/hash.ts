import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** Hashed at once: 0.3 ms of the engine's time, or 0.7 on an old machine. */
const PIECE_BYTES = 256 * 1024
/** How long is waited for a file that grows, ms. */
const GROWING_MS = 5

export interface HashOptions {
  signal?: AbortSignal | undefined
  /** how many bytes are hashed, as they are */
  tell?: ((bytes: number) => void) | undefined
  /** Where there is one, it leaves the engine to others most of the time, and all of it while this says yes. */
  standBack?: (() => boolean) | null
}

/** How often is asked whether to go on, ms. */
const STAND_BACK_MS = 100

/** Between two pieces of what is nobody's hurry. */
export async function standingBack(standBack: () => boolean, signal?: AbortSignal): Promise<void> {
  await sleep(1)
  while (standBack() && !signal?.aborted) await sleep(STAND_BACK_MS)
}

/** sha256 of a file. Throws once it is aborted. */
export const hashOf = (path: string, options: HashOptions = {}): Promise<string> =>
  hashGrowing(path, Promise.resolve(), options)

/**
 * sha256 of a file that somebody still writes, from its beginning to its end, until `written` resolves: both together take
 * no longer than the slower one. Throws what `written` throws, and once it is aborted.
 */
export async function hashGrowing(
  path: string,
  written: Promise<unknown>,
  { signal, tell, standBack }: HashOptions = {},
): Promise<string> {
  let over = false
  const ended = written.finally(() => {
    over = true
  })
  // Awaited below; it may fail before that.
  ended.catch(() => {})
  const file = await openOnce(path, ended, () => over)
  try {
    const hash = createHash('sha256')
    const piece = Buffer.alloc(PIECE_BYTES)
    for (let at = 0; ; ) {
      signal?.throwIfAborted()
      const last = over
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, at)
      if (bytesRead === 0) {
        if (last) break
        await Promise.race([ended, sleep(GROWING_MS)])
        continue
      }
      hash.update(piece.subarray(0, bytesRead))
      at += bytesRead
      tell?.(at)
      if (standBack) await standingBack(standBack, signal)
    }
    await ended
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}

/** Whoever writes it makes it, soon. */
async function openOnce(path: string, ended: Promise<unknown>, over: () => boolean) {
  for (;;) {
    const last = over()
    try {
      return await open(path, 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || last) {
        await ended
        throw error
      }
      await Promise.race([ended, sleep(GROWING_MS)])
    }
  }
}
