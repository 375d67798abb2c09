import type { InspectedCgroup, Inspection } from '../../../../shared/model.ts'
import type { Spec } from '../../bundle/spec.ts'
import type { CgroupPaths } from '../../runtime/cgroup.ts'
import type { Environment } from '../environment.ts'

/** What the kernel tells of a process. */
export interface Told
  extends Pick<Inspection, 'rights' | 'namespaces' | 'uidMap' | 'gidMap' | 'rlimits' | 'mounts'> {
  /** null: it is hidden */
  environment: Environment | null
  /** it is the one that config.json's `process` is about */
  isInit: boolean
  cgroupPaths: CgroupPaths
  /** what holds for it of what its container may use: it may be in a cgroup below */
  limits: Pick<InspectedCgroup, 'version' | 'figures'>
  /** as its container sees the path; another than `/` where it went to live in a folder of it */
  root: string | null
}

/** What was asked for. */
export interface Asked {
  spec: Spec
  /** free of links */
  rootfs: string
  /** where runc put the container; none where it has no cgroup */
  cgroupPaths: CgroupPaths
}

const MOST_NAMED = 8
/** A name out of a container is cut to this in a sentence. */
const MOST_CHARACTERS = 200

/** "A, B and 3 more". */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).map(short)
  const more = names.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown.join('')
}

/** A text of a container in a sentence. */
export const short = (text: string) =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
