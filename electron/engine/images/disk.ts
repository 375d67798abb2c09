import { RuncibleError } from '../../../shared/errors.ts'
import { freeBytes } from '../disk.ts'

/** Left free on the disk, bytes. */
const SPARE_BYTES = 256 * 1024 ** 2

/** Throws `failed-precondition` where unpacking so much would leave too little. */
export async function requireSpace(dir: string, bytes: number): Promise<void> {
  const free = await freeBytes(dir)
  if (bytes + SPARE_BYTES <= free) return
  throw new RuncibleError('failed-precondition', 'the disk has no room for the unpacked image', {
    hint: `It takes ${bytes} bytes; ${free} are free.`,
  })
}

/**
 * Runs `work` and stops it before it fills the disk: an archive may be packed so that it unpacks to anything, and a layer so
 * that umoci reads more in it than we did. Throws `failed-precondition` then.
 */
export async function whileDiskLasts<T>(
  dir: string,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const look = async () => {
    if ((await freeBytes(dir).catch(() => SPARE_BYTES)) < SPARE_BYTES) controller.abort()
  }
  await look()
  const timer = setInterval(() => void look(), 250)
  try {
    return await work(AbortSignal.any([outer, controller.signal]))
  } catch (error) {
    throw controller.signal.aborted ? diskFull() : error
  } finally {
    clearInterval(timer)
  }
}

const diskFull = () =>
  new RuncibleError('failed-precondition', 'the disk is full', {
    hint: 'It was stopped before nothing was left. Make room and try again.',
  })
