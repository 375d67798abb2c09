import { type ErrorCode, RuncibleError } from '../../../shared/errors.ts'
import { freeBytes } from '../disk.ts'

/** With less left than this, a log may lack the line that says so: bytes. */
const FULL = 256 * 1024
const SAID = /no space left on device|ENOSPC/i

/**
 * A failure that comes of a full disk, said as that; any other as it is. To be asked before what was written is removed: on a
 * disk without room neither CRIU's log nor runc's says anything. `folder`: where it was written to.
 */
export async function explainFullDisk(
  error: unknown,
  { code, what, folder }: { code: ErrorCode; what: string; folder: string },
): Promise<unknown> {
  const details = error instanceof RuncibleError ? error.details : {}
  if (error instanceof RuncibleError && error.code === 'cancelled') return error
  if (!SAID.test(`${details.said} ${(error as Error).message}`)) {
    const isSilent = error instanceof RuncibleError && error.code === code && !details.excerpt
    if (!isSilent || !(await isFull(folder))) return error
  }
  return new RuncibleError(code, `${what}: the disk is full`, {
    ...details,
    hint: 'Delete checkpoints that are not needed any more, or choose a folder on another disk.',
    cause: error,
  })
}

const isFull = (folder: string) =>
  freeBytes(folder).then(
    (free) => free < FULL,
    () => false,
  )
