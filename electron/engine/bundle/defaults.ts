import { DEFAULT_CAPABILITIES } from '../../../shared/model.ts'
import type { Spec, SpecCapabilities, SpecMount } from './spec.ts'

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
export const DEFAULT_ARGS = ['/bin/sh']

/** What of /proc and /sys tells of the host or changes it: Podman's lists, of old versions and new. */
export const MASKED_PATHS = [
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/scsi',
  '/proc/sched_debug',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/dev/block',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
  '/sys/fs/selinux',
]
export const READONLY_PATHS = [
  '/proc/asound',
  '/proc/bus',
  '/proc/fs',
  '/proc/irq',
  '/proc/sys',
  '/proc/sysrq-trigger',
]

const mount = (
  destination: string,
  type: string,
  source: string,
  ...options: string[]
): SpecMount => ({ destination, type, source, options })

const MOUNTS = [
  mount('/proc', 'proc', 'proc', 'nosuid', 'noexec', 'nodev'),
  mount('/dev', 'tmpfs', 'tmpfs', 'nosuid', 'noexec', 'strictatime', 'mode=755', 'size=65536k'),
  mount(
    '/dev/pts',
    'devpts',
    'devpts',
    'nosuid',
    'noexec',
    'newinstance',
    'ptmxmode=0666',
    'mode=0620',
    'gid=5',
  ),
  mount('/dev/shm', 'tmpfs', 'shm', 'nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k'),
  mount('/dev/mqueue', 'mqueue', 'mqueue', 'nosuid', 'noexec', 'nodev'),
  mount('/sys', 'sysfs', 'sysfs', 'nosuid', 'noexec', 'nodev', 'ro'),
  mount('/sys/fs/cgroup', 'cgroup', 'cgroup', 'nosuid', 'noexec', 'nodev', 'relatime', 'ro'),
]

/** `count` ids of the host from `start` on. */
export interface IdRange {
  start: number
  count: number
}

/** The user that starts containers without being root. */
export interface Rootless {
  uid: number
  gid: number
  /** for the ids from 1 on inside; null: there is none but 0 */
  given: { uids: IdRange; gids: IdRange } | null
  /** in which it may make others; null: in none */
  cgroup: string | null
}

/**
 * The capabilities of a process of `uid` in a container that may have `allowed` (bounding): root gets them, another user
 * none until it becomes root, and nobody inheritable ones (Podman's and Docker's rule).
 */
export const capabilitiesFor = (
  uid: number,
  allowed: readonly string[],
): Required<SpecCapabilities> => {
  const own = uid === 0 ? [...allowed] : []
  return { bounding: [...allowed], effective: own, permitted: own, inheritable: [], ambient: [] }
}

/**
 * What `runc spec` writes, confined as by Podman and with a writable root; what depends on the machine beside that is
 * withSecurity's. `cgroupNamespace`: as runc does where cgroups are v2.
 */
export function defaultSpec(cgroupNamespace: boolean): Spec {
  const namespaces = ['pid', 'network', 'ipc', 'uts', 'mount']
  if (cgroupNamespace) namespaces.push('cgroup')
  return structuredClone({
    ociVersion: '1.0.2',
    process: {
      terminal: true,
      user: { uid: 0, gid: 0 },
      args: DEFAULT_ARGS,
      env: [`PATH=${DEFAULT_PATH}`],
      cwd: '/',
      capabilities: capabilitiesFor(0, DEFAULT_CAPABILITIES),
      noNewPrivileges: false,
    },
    root: { path: 'rootfs', readonly: false },
    mounts: MOUNTS,
    linux: {
      resources: { devices: [{ allow: false, access: 'rwm' }] },
      namespaces: namespaces.map((type) => ({ type })),
      maskedPaths: MASKED_PATHS,
      readonlyPaths: READONLY_PATHS,
    },
  })
}

/**
 * The same container for an ordinary user, as `runc spec --rootless` has it: its own uid and gid mapped to root's and after
 * them those it was given, no device rules, and no mount that gives files to ids which the map may lack.
 */
export function withUserNamespace(spec: Spec, { uid, gid, given }: Rootless): Spec {
  const { resources: _none, ...linux } = spec.linux ?? {}
  return {
    ...spec,
    mounts: spec.mounts?.map((mount) => ({
      ...mount,
      options: mount.options?.filter((option) => !/^[ug]id=/.test(option)),
    })),
    linux: {
      ...linux,
      namespaces: [...(linux.namespaces ?? []), { type: 'user' }],
      uidMappings: mappings(uid, given?.uids),
      gidMappings: mappings(gid, given?.gids),
    },
  }
}

const mappings = (own: number, given?: IdRange) => [
  { containerID: 0, hostID: own, size: 1 },
  ...(given ? [{ containerID: 1, hostID: given.start, size: given.count }] : []),
]

/** The host's own mount of it, for one that only who owns its namespace could mount anew. */
export const boundMount = (destination: string, ...options: string[]): SpecMount =>
  mount(destination, 'none', destination, 'rbind', 'nosuid', 'noexec', 'nodev', ...options)

/** The host's /sys bound read-only: a sysfs of one's own can only be mounted by who owns the network namespace. */
export const BOUND_SYS = boundMount('/sys', 'ro')
