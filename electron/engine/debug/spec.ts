import type { TerminalSize } from '../../../shared/model.ts'
import type { Rights } from '../bundle/rights.ts'
import type { Spec, SpecMount } from '../bundle/spec.ts'
import type { IdRange } from '../inspect/id-map.ts'
import type { Surroundings } from './namespaces.ts'

interface Wanted {
  surroundings: Surroundings
  rights: Rights
  args: readonly string[]
  env: readonly string[]
  size: TerminalSize | undefined
  /** null: an ordinary user's, who has none to give */
  cgroupsPath: string | null
}

/** There on every machine, for all to enter; what is laid over it is seen in the session's mount namespace alone. */
const COVERED = '/usr'

/**
 * The machine's own files, in a mount namespace of the session's. A /proc of the pid namespace that it joins, and a /dev of its
 * own: runc makes what it finds missing in a container's /dev, and on the machine's it would.
 */
const MOUNTS: SpecMount[] = [
  { destination: '/', type: 'bind', source: '/', options: ['rbind', 'rslave'] },
  { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
  {
    destination: '/dev',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
  },
  {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'],
  },
]

/** The config.json of a debug session. */
export function debugSpec({ surroundings, rights, size, cgroupsPath, ...wanted }: Wanted): Spec {
  const { namespaces, ids } = surroundings
  const held = rights.known.filter((name) => ids || rights.held.has(name))
  return {
    ociVersion: '1.0.2',
    process: {
      terminal: true,
      ...(size && { consoleSize: { height: size.rows, width: size.cols } }),
      user: { uid: firstOf(ids?.uids), gid: firstOf(ids?.gids) },
      args: [...wanted.args],
      env: [...wanted.env],
      cwd: '/',
      capabilities: { bounding: held, effective: held, permitted: held },
    },
    root: { path: COVERED },
    mounts: MOUNTS,
    linux: {
      namespaces: [...namespaces, { type: 'mount' }],
      rootfsPropagation: 'rslave',
      ...(ids && { uidMappings: mappings(ids.uids), gidMappings: mappings(ids.gids) }),
      ...(cgroupsPath && {
        cgroupsPath,
        resources: { devices: [{ allow: true, access: 'rwm' }] },
      }),
    },
  }
}

const mappings = (ranges: readonly IdRange[]) =>
  ranges.map(({ inside, outside, count }) => ({
    containerID: inside,
    hostID: outside,
    size: count,
  }))

/** Root, or the first that there is in a user namespace without one. */
const firstOf = (ranges: readonly IdRange[] = []): number =>
  ranges.some(({ inside }) => inside === 0) ? 0 : (ranges[0]?.inside ?? 0)
