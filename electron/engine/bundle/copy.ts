import { runMapped } from '../runtime/mapped.ts'
import { inView } from '../runtime/overlay-view.ts'
import { type Argv, run } from '../runtime/run.ts'
import { failureBesidesChange } from '../runtime/went-away.ts'
import { unpacker } from './subids.ts'

/**
 * Copies a root filesystem as it is (owners, modes, times, links, devices, holes, extended attributes) to the new folder
 * `to`; blocks are shared where the filesystem can. Other filesystems mounted in it are left out. Throws what run() throws.
 */
export async function copyRootfs(from: string, to: string, signal?: AbortSignal): Promise<void> {
  // Files of users of a container belong to ids that its starter was given.
  const isMapped = (await unpacker()) === 'mapped'
  await (isMapped ? runMapped : run)(copying(from, to), { signal })
}

/**
 * The same by root, while programs write to it: what goes away, or becomes something else, as it is copied is not in the copy, or
 * not whole. Gives whether nothing did. Throws `runtime-failed` for whatever else cp says.
 */
export async function copyBusy(from: string, to: string, signal?: AbortSignal): Promise<boolean> {
  const argv = copying(from, to)
  const env = { LC_ALL: 'C' }
  const ended = await run(argv, { signal, allowExitCodes: [1], env })
  const failure = failureBesidesChange(argv, ended)
  if (failure) throw failure
  return ended.stderr === ''
}

/** The same of `layers` that an ordinary user's container alone has over each other; `at`: an empty folder. */
export async function copyLayers(
  { layers, at }: { layers: readonly string[]; at: string },
  to: string,
  signal?: AbortSignal,
): Promise<void> {
  const mapped = (await unpacker()) === 'mapped'
  await run(inView({ layers, at, mapped }, copying(at, to)), { signal })
}

const copying = (from: string, to: string): Argv => [
  'cp',
  '--archive',
  '--one-file-system',
  '--reflink=auto',
  '--no-target-directory',
  '--',
  from,
  to,
]
