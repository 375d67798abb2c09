import { DEFAULT_CAPABILITIES, type Deviation, type Security } from '../../../shared/model.ts'
import { MASKED_PATHS, READONLY_PATHS } from './defaults.ts'
import type { Rights } from './rights.ts'
import { defaultRlimits, UNLIMITED } from './rlimits.ts'
import type { Spec } from './spec.ts'

/** What is known of a config.json beside its text. */
interface Known {
  seccomp: Security['seccomp']
  rights: Rights
}

/** Where a config.json confines its container less than Podman's defaults do, the worst first. */
export function deviationsOf(spec: Spec, known: Known): Deviation[] {
  const found = [
    ...capabilities(spec),
    ...seccomp(spec, known),
    ...paths(spec),
    ...mounts(spec),
    ...devices(spec),
    ...namespaces(spec),
    ...ids(spec),
    ...rlimits(spec, known),
    ...oomScore(spec),
  ]
  return found.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
}

const LEVELS = ['danger', 'caution']

/** Capabilities by which root of a container becomes root of the machine, with the shortest way. */
const DANGEROUS: Readonly<Record<string, string>> = {
  CAP_SYS_ADMIN: 'mounts, changes namespaces and much else: nearly all of root',
  CAP_SYS_MODULE: 'loads code into the kernel',
  CAP_SYS_RAWIO: 'reads and writes memory and ports of the machine',
  CAP_SYS_PTRACE: 'reads and changes other processes that it sees',
  CAP_SYS_BOOT: 'restarts the machine',
  CAP_SYS_TIME: 'sets the machine’s clock',
  CAP_DAC_READ_SEARCH: 'opens files of the machine by handle',
  CAP_MAC_ADMIN: 'changes the machine’s mandatory access rules',
  CAP_MAC_OVERRIDE: 'ignores the machine’s mandatory access rules',
  CAP_NET_ADMIN: 'reconfigures the network that it is in',
  CAP_BPF: 'loads programs into the kernel',
  CAP_PERFMON: 'looks into the kernel’s memory',
  CAP_SYSLOG: 'reads the kernel’s messages and addresses',
}
const REASONS: Readonly<Record<string, string>> = {
  ...DANGEROUS,
  CAP_NET_RAW: 'forges packets on its network',
  CAP_MKNOD: 'makes device files, which the device rules must then refuse',
  CAP_AUDIT_WRITE: 'writes records into the machine’s audit log',
  CAP_SYS_NICE: 'takes processor time before others',
  CAP_SYS_RESOURCE: 'goes over its limits',
  CAP_IPC_LOCK: 'keeps memory from being swapped',
}

function capabilities({ process, linux }: Spec): Deviation[] {
  const { bounding = [], effective = [], permitted = [] } = process.capabilities ?? {}
  const more = [...new Set([...bounding, ...effective, ...permitted])].filter(
    (name) => !DEFAULT_CAPABILITIES.includes(name),
  )
  if (more.length === 0) return []
  const contained = hasNamespace(linux, 'user')
  const bad = more.filter((name) => name in DANGEROUS)
  const named = (bad.length > 0 ? bad : more).slice(0, 3)
  const reasons = named.flatMap((name) =>
    REASONS[name] ? [named.length > 1 ? `${name}: ${REASONS[name]}` : `It ${REASONS[name]}`] : [],
  )
  const why = `${reasons.join('; ') || 'More than a program needs as a rule'}.`
  return [
    {
      field: 'capabilities',
      level: bad.length > 0 && !contained ? 'danger' : 'caution',
      what:
        more.length > 6
          ? `${more.length} more capabilities`
          : `more capabilities: ${more.join(', ')}`,
      why: contained ? `In its own user namespace only. ${why}` : why,
    },
  ]
}

function seccomp({ linux }: Spec, { seccomp }: Known): Deviation[] {
  if (seccomp === 'default') return []
  if (seccomp === 'none') {
    return [
      {
        field: 'seccomp',
        level: 'danger',
        what: 'no filter of system calls',
        why: 'Every call of the kernel is open, also those with a history of holes.',
      },
    ]
  }
  const open = linux?.seccomp?.defaultAction === 'SCMP_ACT_ALLOW'
  return [
    {
      field: 'seccomp',
      level: 'caution',
      what: 'a filter of system calls of its own',
      why: open
        ? 'It allows what it does not name, so calls that are new to it are open.'
        : 'It is not the default one; what it allows is its author’s choice.',
    },
  ]
}

function paths({ linux }: Spec): Deviation[] {
  const masked = linux?.maskedPaths ?? []
  const readonly = linux?.readonlyPaths ?? []
  return [
    ...missing(MASKED_PATHS, masked, {
      field: 'maskedPaths',
      all: 'nothing of /proc and /sys is hidden',
      some: (paths) => `not hidden: ${paths}`,
      why: 'They tell of the machine: memory, keys, firmware, timers.',
    }),
    ...missing(READONLY_PATHS, [...readonly, ...masked], {
      field: 'readonlyPaths',
      all: 'nothing of /proc and /sys is read-only',
      some: (paths) => `not read-only: ${paths}`,
      why: 'Root inside can change settings of the machine’s kernel by them.',
    }),
  ]
}

interface Lack {
  field: 'maskedPaths' | 'readonlyPaths'
  all: string
  some(paths: string): string
  why: string
}

function missing(
  wanted: readonly string[],
  there: readonly string[],
  { field, all, some, why }: Lack,
): Deviation[] {
  const lacking = wanted.filter((path) => !there.includes(path))
  if (lacking.length === 0) return []
  const isAll = lacking.length === wanted.length
  const paths = lacking.length > 3 ? `${lacking.slice(0, 3).join(', ')} …` : lacking.join(', ')
  return [
    {
      field,
      level: isAll || lacking.some((path) => WORST.has(path)) ? 'danger' : 'caution',
      what: isAll ? all : some(paths),
      why,
    },
  ]
}

/** Paths that alone are enough for harm. */
const WORST = new Set(['/proc/kcore', '/proc/sys', '/proc/sysrq-trigger'])

function mounts({ mounts = [] }: Spec): Deviation[] {
  const open = mounts.filter(
    ({ destination, type, options = [] }) =>
      (type === 'sysfs' || type === 'cgroup' || type === 'cgroup2' || destination === '/sys') &&
      !options.includes('ro') &&
      !options.includes('rro'),
  )
  const [first, ...others] = open.map(({ destination }) => destination)
  if (first === undefined) return []
  return [
    {
      field: 'mounts',
      level: 'danger',
      what:
        others.length === 0
          ? `${first} can be written to`
          : `${first} and ${others.join(' and ')} can be written to`,
      why: 'Devices, limits and settings of the machine can be changed there.',
    },
  ]
}

function devices({ linux }: Spec): Deviation[] {
  const open = linux?.resources?.devices?.some(
    ({ allow, major, minor, access }) =>
      allow && (major ?? -1) < 0 && (minor ?? -1) < 0 && access !== 'm',
  )
  if (!open) return []
  return [
    {
      field: 'devices',
      level: 'danger',
      what: 'every device of the machine may be used',
      why: 'With CAP_MKNOD that is each disk, whatever is mounted from it.',
    },
  ]
}

const SHARED: Readonly<Record<string, readonly [Deviation['level'], string]>> = {
  pid: ['danger', 'It sees the machine’s processes, and signals those of its users.'],
  network: ['danger', 'Every interface, port and abstract socket of the machine is its own.'],
  ipc: ['caution', 'It reads shared memory and queues of the machine’s programs.'],
  uts: ['caution', 'It has the machine’s name, and with CAP_SYS_ADMIN changes it.'],
  mount: ['danger', 'Its mounts are the machine’s.'],
}

function namespaces({ linux }: Spec): Deviation[] {
  return Object.entries(SHARED)
    .filter(([type]) => !hasNamespace(linux, type))
    .map(([type, [level, why]]) => ({
      field: 'namespaces',
      level,
      what: `the machine’s ${type} namespace`,
      why,
    }))
}

function ids({ linux }: Spec): Deviation[] {
  const root = [...(linux?.uidMappings ?? []), ...(linux?.gidMappings ?? [])].some(
    ({ hostID }) => hostID === 0,
  )
  if (!root) return []
  return [
    {
      field: 'idMap',
      level: 'caution',
      what: 'the machine’s root is among its ids',
      why: 'Files of the machine’s root that it reaches are its own, as without a user namespace.',
    },
  ]
}

function rlimits({ process }: Spec, { rights }: Known): Deviation[] {
  const defaults = new Map(defaultRlimits(rights).map(({ type, hard }) => [type, hard]))
  const above = (process.rlimits ?? []).filter(
    ({ type, hard }) => hard > (defaults.get(type) ?? rights.limits[type] ?? UNLIMITED),
  )
  if (above.length === 0) return []
  return [
    {
      field: 'rlimits',
      level: 'caution',
      what: `higher limits: ${above.map(({ type }) => type.replace('RLIMIT_', '').toLowerCase()).join(', ')}`,
      why: 'A program gone wild takes more of the machine before it is stopped.',
    },
  ]
}

function oomScore({ process }: Spec): Deviation[] {
  if ((process.oomScoreAdj ?? 0) >= 0) return []
  return [
    {
      field: 'oomScoreAdj',
      level: 'caution',
      what: `an OOM score of ${process.oomScoreAdj}`,
      why: 'Where memory runs out, programs of the machine are killed before it.',
    },
  ]
}

const hasNamespace = (linux: Spec['linux'], type: string) =>
  linux?.namespaces?.some((one) => one.type === type) ?? false
