import { type IdRange, parseIdMap } from '../inspect/id-map.ts'
import { linkOrNull, statusField, textOrNull } from '../runtime/proc.ts'

/** The kernel's names of those that a debug session joins, by config.json's. Not the mounts: the machine's programs are there. */
const JOINED = { pid: 'pid', network: 'net', ipc: 'ipc', uts: 'uts', user: 'user' } as const

/** Where a process lives, as whoever joins it needs to know. */
export interface Surroundings {
  pid: number
  /** its number in its own pid namespace: its files are at /proc/INSIDE/root there */
  inside: number
  /** those that are not this engine's own, by config.json's names of their types */
  namespaces: { type: keyof typeof JOINED; path: string }[]
  /** of its user namespace; null where that is this engine's own */
  ids: { uids: IdRange[]; gids: IdRange[] } | null
}

/** Reads them off /proc; null where the process is gone, or the kernel hides them: what is not seen is not taken for our own. */
export function surroundingsOf(pid: number): Surroundings | null {
  const inside = Number(statusField(pid, 'NSpid').split(/\s+/).at(-1))
  if (inside === 0) return null
  const namespaces: Surroundings['namespaces'] = []
  for (const [type, name] of Object.entries(JOINED)) {
    const path = `/proc/${pid}/ns/${name}`
    const link = linkOrNull(path)
    if (link === null) return null
    const isOwn = link === linkOrNull(`/proc/self/ns/${name}`)
    if (!isOwn) namespaces.push({ type: type as keyof typeof JOINED, path })
  }
  const map = (name: string) => parseIdMap(textOrNull(`/proc/${pid}/${name}`) ?? '')
  const isMapped = namespaces.some(({ type }) => type === 'user')
  return {
    pid,
    inside,
    namespaces,
    ids: isMapped ? { uids: map('uid_map'), gids: map('gid_map') } : null,
  }
}

/** What nsenter is told to join them: for who does it by hand. */
export function byHand(
  { pid, namespaces, ids }: Surroundings,
  args: readonly string[],
): readonly [string, ...string[]] {
  const flags = namespaces.map(({ type }) => `--${type === 'network' ? 'net' : type}`)
  return [
    'nsenter',
    '-t',
    String(pid),
    ...flags,
    ...(ids ? ['--preserve-credentials'] : []),
    'unshare',
    '--mount',
    '--mount-proc',
    ...args,
  ]
}
