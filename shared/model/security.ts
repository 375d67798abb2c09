import { z } from 'zod'
import { HostPath, text } from './ids.ts'

/** Linux' capabilities in the order of their numbers (capability.h); a kernel knows those up to its cap_last_cap. */
export const CAPABILITIES = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETPCAP',
  'CAP_LINUX_IMMUTABLE',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_BROADCAST',
  'CAP_NET_ADMIN',
  'CAP_NET_RAW',
  'CAP_IPC_LOCK',
  'CAP_IPC_OWNER',
  'CAP_SYS_MODULE',
  'CAP_SYS_RAWIO',
  'CAP_SYS_CHROOT',
  'CAP_SYS_PTRACE',
  'CAP_SYS_PACCT',
  'CAP_SYS_ADMIN',
  'CAP_SYS_BOOT',
  'CAP_SYS_NICE',
  'CAP_SYS_RESOURCE',
  'CAP_SYS_TIME',
  'CAP_SYS_TTY_CONFIG',
  'CAP_MKNOD',
  'CAP_LEASE',
  'CAP_AUDIT_WRITE',
  'CAP_AUDIT_CONTROL',
  'CAP_SETFCAP',
  'CAP_MAC_OVERRIDE',
  'CAP_MAC_ADMIN',
  'CAP_SYSLOG',
  'CAP_WAKE_ALARM',
  'CAP_BLOCK_SUSPEND',
  'CAP_AUDIT_READ',
  'CAP_PERFMON',
  'CAP_BPF',
  'CAP_CHECKPOINT_RESTORE',
] as const

/** What a container may do without being asked for more: Podman's eleven. */
export const DEFAULT_CAPABILITIES: readonly string[] = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_NET_BIND_SERVICE',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
]

/** The limits that setrlimit(2) knows. */
export const RLIMITS = [
  'RLIMIT_AS',
  'RLIMIT_CORE',
  'RLIMIT_CPU',
  'RLIMIT_DATA',
  'RLIMIT_FSIZE',
  'RLIMIT_LOCKS',
  'RLIMIT_MEMLOCK',
  'RLIMIT_MSGQUEUE',
  'RLIMIT_NICE',
  'RLIMIT_NOFILE',
  'RLIMIT_NPROC',
  'RLIMIT_RSS',
  'RLIMIT_RTPRIO',
  'RLIMIT_RTTIME',
  'RLIMIT_SIGPENDING',
  'RLIMIT_STACK',
] as const

/** The namespaces that a container can share with the machine by choice; network and user have choices of their own. */
export const SHAREABLE = ['pid', 'ipc', 'uts', 'cgroup'] as const
export type Shareable = (typeof SHAREABLE)[number]

const MAX_ID = 0xffff_fffe

/** With or without CAP_, in any case; `all` is every one that can be had. */
const Capability = z
  .string()
  .max(40)
  .transform((name) =>
    /^all$/i.test(name) ? 'all' : `CAP_${name.toUpperCase().replace(/^CAP_/, '')}`,
  )
  .refine(
    (name) => name === 'all' || (CAPABILITIES as readonly string[]).includes(name),
    'no capability of Linux has that name',
  )
const CapabilityList = z
  .array(Capability)
  .max(CAPABILITIES.length + 1)
  .default([])

/** The runtime's default, none at all, or a profile in a file: Docker's and Podman's form, or plain OCI. */
export const SeccompChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('default') }),
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('file'), path: HostPath }),
])
export type SeccompChoice = z.infer<typeof SeccompChoice>

const InnerPath = text(256).refine((path) => path.startsWith('/'), 'must be an absolute path')
const Paths = z.union([z.enum(['default', 'none']), z.array(InnerPath).max(64)])
export type PathsChoice = z.infer<typeof Paths>

/** A limit of a process; bytes, seconds or a count, as setrlimit(2) has it. */
const LimitValue = z.union([
  z.literal('unlimited'),
  z.number('a whole number, or unlimited').int().min(0).max(Number.MAX_SAFE_INTEGER),
])
export const Rlimit = z.object({ type: z.enum(RLIMITS), soft: LimitValue, hard: LimitValue })
export type Rlimit = z.infer<typeof Rlimit>

/** Which ids of the machine a container's own ids, from 0 on, are. */
export const IdMap = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ids'),
    uid: z.number().int().min(1).max(MAX_ID),
    gid: z.number().int().min(1).max(MAX_ID),
    count: z.number().int().min(1).max(MAX_ID),
  }),
  /** those that /etc/subuid and /etc/subgid give to that user of the machine */
  z.object({
    kind: z.literal('user'),
    user: z.string().regex(/^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,63}\$?$/, 'a user’s name'),
  }),
])
export type IdMap = z.infer<typeof IdMap>

/** How a container is confined; what is absent is as its bundle has it, or as Podman does by default. */
export const SecurityRequest = z.object({
  /** everything that confines it taken away; what is named beside it holds */
  privileged: z.boolean().optional(),
  capabilities: z.object({ add: CapabilityList, drop: CapabilityList }).optional(),
  seccomp: SeccompChoice.optional(),
  noNewPrivileges: z.boolean().optional(),
  maskedPaths: Paths.optional(),
  readonlyPaths: Paths.optional(),
  rlimits: z.array(Rlimit).max(RLIMITS.length).optional(),
  idMap: IdMap.optional(),
  namespaces: z.partialRecord(z.enum(SHAREABLE), z.enum(['own', 'host'])).optional(),
  sysctls: z
    .record(
      z.string().regex(/^[a-z0-9_]+([./][a-zA-Z0-9_-]+)+$/, 'a name as kernel.shmmax'),
      text(256),
    )
    .refine((all) => Object.keys(all).length <= 64, 'at most 64')
    .optional(),
  oomScoreAdj: z.number().int().min(-1000).max(1000).optional(),
  domainname: z
    .string()
    .regex(/^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,62})?$/, 'letters, digits, dots and dashes, at most 63')
    .optional(),
})
export type SecurityRequest = z.infer<typeof SecurityRequest>

/** The settings that a deviation can belong to. */
export const SECURITY_FIELDS = [
  'capabilities',
  'seccomp',
  'maskedPaths',
  'readonlyPaths',
  'mounts',
  'devices',
  'rlimits',
  'namespaces',
  'idMap',
  'oomScoreAdj',
] as const

/** Where a container is confined less than by default. danger: a way out of it; caution: less than that. */
export const Deviation = z.object({
  field: z.enum(SECURITY_FIELDS),
  level: z.enum(['danger', 'caution']),
  what: z.string(),
  why: z.string(),
})
export type Deviation = z.infer<typeof Deviation>

const Mapping = z.object({ inside: z.number(), outside: z.number(), count: z.number() })

/** How a config.json confines its container, and where that is less than the defaults do. */
export const Security = z.object({
  capabilities: z.object({
    /** all that any process in it can ever have */
    bounding: z.array(z.string()),
    /** what its own process begins with */
    effective: z.array(z.string()),
  }),
  seccomp: z.enum(['default', 'own', 'none']),
  noNewPrivileges: z.boolean(),
  maskedPaths: z.array(z.string()),
  readonlyPaths: z.array(z.string()),
  rlimits: z.array(Rlimit.extend({ type: z.string() })),
  uidMappings: z.array(Mapping),
  gidMappings: z.array(Mapping),
  /** namespaces that are the machine's */
  shared: z.array(z.string()),
  sysctls: z.record(z.string(), z.string()),
  oomScoreAdj: z.number().nullable(),
  deviations: z.array(Deviation),
})
export type Security = z.infer<typeof Security>
