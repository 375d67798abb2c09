import { z } from 'zod'
import { InsideFile, InsideMount, InsideSocket } from './checkpoint-inside.ts'
import { ContainerProcess, ProcessRef } from './container-process.ts'
import { SubjectRef } from './ids.ts'

const id = z.number().int().nonnegative()

export const InspectionQuery = SubjectRef.extend({
  /** absent: the init */
  process: ProcessRef.optional(),
  /** with the values of its environment, which may be secrets; else it is told by names alone */
  values: z.boolean().default(false),
})
export type InspectionQuery = z.infer<typeof InspectionQuery>

/** A namespace that a process is in, and who else is. */
export const InspectedNamespace = z.object({
  /** as /proc/PID/ns has it: net, mnt, pid … */
  type: z.string(),
  inode: z.number().nonnegative(),
  /** it is the machine's own; then nobody else is named */
  host: z.boolean(),
  /** the container's init is in another one */
  apart: z.boolean(),
  /** other containers in it */
  containers: z.array(SubjectRef),
  /** the first of those in it that are of no container of this engine */
  others: z.array(z.object({ pid: z.number().int(), name: z.string() })),
  otherCount: id,
})
export type InspectedNamespace = z.infer<typeof InspectedNamespace>

/** Ids as they are on this machine, and as its own user namespace shows them. */
const Ids = z.object({
  real: id,
  effective: id,
  saved: id,
  files: id,
  /** `effective` as it is seen inside */
  inside: id,
})

export const CAPABILITY_SETS = [
  'effective',
  'permitted',
  'inheritable',
  'bounding',
  'ambient',
] as const
export type CapabilitySet = (typeof CAPABILITY_SETS)[number]

export const InspectedRights = z.object({
  uid: Ids,
  gid: Ids,
  /** on this machine */
  groups: z.array(id),
  /** by name; one that has none here as `CAP_41` */
  capabilities: z.record(z.enum(CAPABILITY_SETS), z.array(z.string())),
  /** strict: read, write and exit alone; null: the kernel has none */
  seccomp: z.enum(['off', 'strict', 'filter']).nullable(),
  /** null: the kernel does not count them */
  seccompFilters: id.nullable(),
  noNewPrivileges: z.boolean(),
  /** AppArmor's or SELinux' word on it; null: no such module is at work */
  label: z.string().nullable(),
  oomScoreAdj: z.number().int(),
})
export type InspectedRights = z.infer<typeof InspectedRights>

const LimitValue = z.union([z.literal('unlimited'), z.number().nonnegative()])

export const InspectedRlimit = z.object({
  type: z.string(),
  soft: LimitValue,
  hard: LimitValue,
  /** as the kernel says it: bytes, seconds …; empty: a plain number */
  unit: z.string(),
})
export type InspectedRlimit = z.infer<typeof InspectedRlimit>

const IdRange = z.object({ inside: id, outside: id, count: id })

/** What is limited or counted by a cgroup. */
export const CGROUP_FIGURES = [
  'memory',
  'memory before reclaim',
  'memory and swap',
  'swap',
  'processes',
  'cpu time',
  'cpus at once',
  'cpu weight',
  'cpu shares',
  'cpus',
  'memory nodes',
] as const

export const CgroupFigure = z.object({
  what: z.enum(CGROUP_FIGURES),
  /** µs: microseconds; list: a text as `0-3,5` */
  unit: z.enum(['bytes', 'count', 'µs', 'cpus', 'list']),
  /** null: there is no such figure */
  now: z.union([z.number(), z.string()]).nullable(),
  /** null: none is set */
  limit: z.union([z.number(), z.string()]).nullable(),
  /** the files that say so */
  files: z.array(z.string()),
})
export type CgroupFigure = z.infer<typeof CgroupFigure>

export const InspectedCgroup = z.object({
  version: z.enum(['v1', 'v2']),
  /** as /proc/PID/cgroup has them; `controllers` is empty for the one of v2 */
  paths: z.array(z.object({ controllers: z.string(), path: z.string() })),
  figures: z.array(CgroupFigure),
})
export type InspectedCgroup = z.infer<typeof InspectedCgroup>

export const InspectedMount = InsideMount.omit({ outside: true }).extend({
  id,
  parent: id,
  /** MAJOR:MINOR */
  device: z.string(),
  /** of the filesystem, not of this mount of it: size=64k … */
  ofFilesystem: z.array(z.string()),
  propagation: z.enum(['private', 'shared', 'slave', 'unbindable']),
})
export type InspectedMount = z.infer<typeof InspectedMount>

export const DIFFERENCE_PARTS = [
  'namespaces',
  'rights',
  'rlimits',
  'mounts',
  'cgroup',
  'environment',
] as const

/** Where a process is not as config.json asks for, in a sentence. */
export const ConfigDifference = z.object({ part: z.enum(DIFFERENCE_PARTS), what: z.string() })
export type ConfigDifference = z.infer<typeof ConfigDifference>

/** A process of a container and what is around it, from the kernel's own view. */
export const Inspection = z.object({
  process: ContainerProcess,
  /** the other ones that can be asked for, and this one; the first of many */
  processes: z.array(
    ContainerProcess.pick({ pid: true, startTime: true, inside: true, name: true }),
  ),
  differences: z.array(ConfigDifference),
  rights: InspectedRights,
  namespaces: z.array(InspectedNamespace),
  uidMap: z.array(IdRange),
  gidMap: z.array(IdRange),
  rlimits: z.array(InspectedRlimit),
  cgroup: InspectedCgroup,
  mounts: z.array(InspectedMount),
  /** null: it is hidden from this user; a value: null where it was not asked for */
  environment: z.array(z.object({ name: z.string(), value: z.string().nullable() })).nullable(),
  /** null: they are hidden from this user */
  files: z.array(InsideFile).nullable(),
  /** those of its network that the container has open; without holders: those that somebody else there has */
  sockets: z.array(InsideSocket),
  /** what is left out or could not be read, and why, a sentence each */
  notes: z.array(z.string()),
  /** that it took to read, ms */
  took: z.number().nonnegative(),
})
export type Inspection = z.infer<typeof Inspection>
