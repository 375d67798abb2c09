import { existsSync } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { RuncibleError } from '../../shared/errors.ts'

/**
 * Makes a folder that somebody chose, and those above it, mode 0700; one that is there stays as it is. Throws
 * `invalid-input` with `field` where it cannot be.
 */
export async function makeChosenFolder(path: string, field: string): Promise<void> {
  try {
    await make(path)
  } catch (cause) {
    throw new RuncibleError(
      'invalid-input',
      `${path} cannot be used: ${(cause as Error).message}`,
      {
        field,
        hint: 'Choose a folder, or a path where one can be made.',
        cause,
      },
    )
  }
}

/** Not Node's own `recursive`, which never comes back from a path below /proc. */
async function make(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
    await make(dirname(path))
    await mkdir(path, { mode: 0o700 })
  }
}
