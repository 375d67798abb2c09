import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { RuncibleError } from '../../shared/errors.ts'
import { type NotRoots, notRoots, notRootsBelow } from '../engine/root-owned.ts'

/** Where `npm run install-engine` puts it. */
export const INSTALLED = '/usr/local/lib/runcible'
/** The program in such a folder: starts the Node beside it with the engine beside it. */
const PROGRAM = 'runcible-engine'

/**
 * The program to run as root, by its real path: the first of `folders` that holds one. All of the folder, and every folder
 * above it, must be root's alone, or whoever can write there would be root. Throws `failed-precondition` with the path at
 * fault, `unavailable` where there is none.
 */
export function findRootEngine(folders: readonly string[]): string {
  const faults = folders.flatMap((folder) => {
    if (!existsSync(join(folder, PROGRAM))) return []
    const real = realpathSync(folder)
    return [{ real, fault: faultOf(real) }]
  })
  const sound = faults.find(({ fault }) => fault === null)
  if (sound) return join(sound.real, PROGRAM)
  const [first] = faults
  if (!first?.fault) throw none(folders)
  throw new RuncibleError(
    'failed-precondition',
    `${first.fault.path} ${first.fault.why}, so ${join(first.real, PROGRAM)} is not run as root`,
    { hint: INSTALL },
  )
}

/** The first thing of an engine's folder, or above it, that is not root's alone. */
const faultOf = (folder: string): NotRoots | null => notRoots(folder) ?? notRootsBelow(folder)

const INSTALL =
  'Install the package, or copy the engine to where root alone can write: sudo npm run install-engine'

const none = (folders: readonly string[]) =>
  new RuncibleError(
    'unavailable',
    `no engine is installed that may run as root: looked in ${folders.join(', ')}`,
    { hint: INSTALL },
  )
