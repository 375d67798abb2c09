import { isBind, type Spec, type SpecDevice, type SpecMount } from '../../bundle/spec.ts'

/** The place of a mount that its own engine made: what takes it here, made by us. */
export interface OwnPlaces {
  /** in the place of a file or folder of its engine's, by where the container has it; null: it is no such */
  standIn(mount: SpecMount): string | null
}

/** Filesystems that the kernel makes for the container alone; a mount of any other is of the machine's. */
const KERNELS = new Set(['proc', 'sysfs', 'tmpfs', 'devpts', 'mqueue', 'cgroup', 'cgroup2'])
/** Where a network is joined that is another container's: which one is said when it is restored. */
export const JOINED = '/proc/0/ns/net'

/** Is it a filesystem that may be one of the machine's disks? */
export const isForeign = (mount: SpecMount) => !isBind(mount) && !KERNELS.has(mount.type ?? '')

/** Rules that let a device be used. */
export const rulesOf = ({ linux }: Spec) =>
  (linux?.resources?.devices ?? []).filter(({ allow }) => allow)

/**
 * An imported config.json as far as Runcible itself would write one: only keys that are named here. Hooks, which would run on
 * this machine, annotations, which name files of options to runc and CRIU, and cgroups' own settings are not among them.
 * Mounts, devices and rights stay, to be judged by who reads it.
 */
export function plainSpec(spec: Spec, { standIn }: OwnPlaces): Spec {
  const { process, root, hostname, linux } = spec
  const { user, capabilities } = process
  const domainname = textOf(spec.domainname)
  return {
    ociVersion: '1.0.2',
    process: {
      ...defined({
        rlimits: process.rlimits?.map(({ type, soft, hard }) => ({ type, soft, hard })),
        noNewPrivileges: process.noNewPrivileges,
        oomScoreAdj: process.oomScoreAdj,
        consoleSize: process.consoleSize && {
          height: process.consoleSize.height,
          width: process.consoleSize.width,
        },
        capabilities: capabilities && {
          bounding: capabilities.bounding ?? [],
          effective: capabilities.effective ?? [],
          inheritable: capabilities.inheritable ?? [],
          permitted: capabilities.permitted ?? [],
          ambient: capabilities.ambient ?? [],
        },
      }),
      terminal: process.terminal ?? false,
      args: process.args,
      env: process.env ?? [],
      cwd: process.cwd,
      user: {
        uid: user.uid,
        gid: user.gid,
        ...defined({ additionalGids: user.additionalGids, umask: numberOf(user.umask) }),
      },
    },
    root: { path: 'rootfs', readonly: root.readonly ?? false },
    mounts: (spec.mounts ?? []).map((mount) => plainMount(mount, standIn)),
    ...defined({ hostname, domainname, annotations: harmless(spec.annotations) }),
    linux: {
      resources: {
        devices: [
          { allow: false, access: 'rwm' },
          ...rulesOf(spec).map(({ type, major, minor, access }) => ({
            allow: true,
            ...defined({ type, major, minor, access }),
          })),
        ],
        ...limits(linux?.resources),
      },
      namespaces: (linux?.namespaces ?? []).map(({ type, path }) =>
        path ? { type, path: type === 'network' ? JOINED : path } : { type },
      ),
      ...defined({
        devices: linux?.devices?.map(plainDevice),
        maskedPaths: linux?.maskedPaths,
        readonlyPaths: linux?.readonlyPaths,
        sysctl: linux?.sysctl,
        uidMappings: linux?.uidMappings?.map(mapping),
        gidMappings: linux?.gidMappings?.map(mapping),
        seccomp: linux?.seccomp && plainSeccomp(linux.seccomp),
      }),
    },
  }
}

function plainMount(mount: SpecMount, standIn: OwnPlaces['standIn']): SpecMount {
  const { destination, type, source, options } = mount
  const own = isBind(mount) ? standIn(mount) : null
  return { destination, ...defined({ type, source: own ?? source, options }) }
}

const plainDevice = ({ path, type, major, minor, fileMode, uid, gid }: SpecDevice): SpecDevice => ({
  path,
  type,
  ...defined({ major, minor, fileMode, uid, gid }),
})

const mapping = ({
  containerID,
  hostID,
  size,
}: Record<'containerID' | 'hostID' | 'size', number>) => ({
  containerID,
  hostID,
  size,
})

/** A filter, without the path of a socket on this machine that runc would connect to. */
function plainSeccomp(filter: { defaultAction: string; [key: string]: unknown }) {
  const { defaultAction, defaultErrnoRet, architectures, flags, syscalls } = filter
  return { defaultAction, ...defined({ defaultErrnoRet, architectures, flags, syscalls }) }
}

/** What an image says of itself; runc and CRIU obey none of it. */
function harmless(annotations: Spec['annotations']): Spec['annotations'] {
  const kept = Object.entries(annotations ?? {}).filter(([key]) =>
    key.startsWith('org.opencontainers.'),
  )
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

/** The limits that Runcible knows. */
function limits(resources: NonNullable<Spec['linux']>['resources']) {
  const { memory, cpu, pids } = resources ?? {}
  return defined({
    memory: memory?.limit ? { limit: memory.limit } : undefined,
    cpu: cpu?.quota && cpu.period ? { quota: cpu.quota, period: cpu.period } : undefined,
    pids: pids ? { limit: pids.limit } : undefined,
  })
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined)

/** Without the keys that have no value. */
const defined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one != null)) as {
    [K in keyof T]: NonNullable<T[K]>
  }
