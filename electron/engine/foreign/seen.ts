import type { ForeignOwner } from '../../../shared/model.ts'
import type { Spec } from '../bundle/spec.ts'
import type { CgroupPaths } from '../runtime/cgroup.ts'
import { type RuntimeState, statusOf } from '../runtime/state-file.ts'
import { provenCgroups } from './cgroups.ts'
import { type Names, ownerOf } from './owner.ts'
import type { StateFiles, WrittenState } from './state.ts'

/** What there was to see of a container of others when it was looked at last. */
export interface Seen extends WrittenState {
  /** the same object as long as its runtime has not written anew */
  written: WrittenState
  state: RuntimeState['status']
  cgroups: CgroupPaths
  owner: ForeignOwner
  name: string | null
  /** null: its config.json is not there, or cannot be understood */
  spec: Spec | null
  /** whose files say so */
  uid: number
}

interface Place {
  folder: string
  root: string
  id: string
}

/**
 * Looks at one by its runtime's files, /proc and its cgroup; null: it is not there. `before`: what was seen of it last. Throws
 * what is wrong with its state.
 */
export async function see(
  files: StateFiles,
  { folder, root, id }: Place,
  names: Names,
  before: Seen | null,
): Promise<Seen | null> {
  const found = await files.read()
  if (!found) return null
  const { state: written, uid } = found
  const { pid, startTime, bundle } = written
  if (pid <= 0) return null
  // Looked at often, and hardly ever is anything new but whether it runs.
  const known = before?.written === written ? before : null
  const cgroups =
    known && Object.keys(known.cgroups).length > 0
      ? known.cgroups
      : await provenCgroups(pid, written.cgroupPaths)
  const owner = ownerOf(written, root)
  return {
    ...written,
    written,
    uid,
    cgroups,
    owner,
    state: await statusOf(folder, { pid, startTime, cgroupPaths: cgroups }),
    name: known?.name ?? (await names.of(id, written, owner)),
    spec: known ? known.spec : await files.config(written.runtime === 'crun' ? folder : bundle),
  }
}

/** Are both of the same container, and not of one that has taken the other's id? */
export const isSame = (a: Seen, b: Seen) => a.pid === b.pid && a.startTime === b.startTime

/** Why a container can be looked at alone; null where more can be done. */
export function whyLookOnly({ runtime, uid }: Pick<Seen, 'runtime' | 'uid'>): string | null {
  if (runtime !== 'runc') return `${runtime} runs it, and Runcible works with runc alone`
  if (uid !== process.getuid?.()) {
    return `what is known of it was written by user ${uid}, and is not relied on to change anything`
  }
  return null
}
