import { z } from 'zod'
import { ContainerRef, GivenId, HostPath, Time, text } from './ids.ts'
import { Network } from './network.ts'
import { Limits } from './process.ts'

/** The checkpoint options of lifecycle.md. */
export const CheckpointOptions = z.object({
  name: text(120).optional(),
  /** stop the container afterwards; false leaves it running */
  exit: z.boolean().default(false),
  allowOpenTcp: z.boolean().default(false),
  allowExternalUnixSockets: z.boolean().default(false),
  allowTerminal: z.boolean().default(false),
  fileLocks: z.boolean().default(false),
  /** deleted files over 1 MB that are still open */
  largeDeletedFiles: z.boolean().default(false),
  /** namespaces restored empty instead of dumped; runc's --empty-ns knows no other */
  emptyNamespaces: z.array(z.enum(['network'])).default([]),
  /** checkpoint whose pages need not be written again */
  parent: GivenId.optional(),
  preDump: z.boolean().default(false),
  /** a root filesystem that is a folder of the user's: a full copy of it, which others are left out of */
  copyFiles: z.boolean().default(false),
  /** folder for the images; absent: Runcible's own store */
  imagePath: HostPath.optional(),
  /** CRIU's work folder (logs, stats); absent: beside the images */
  workPath: HostPath.optional(),
})
export type CheckpointOptions = z.infer<typeof CheckpointOptions>

/** Something of a container that CRIU asks an option for, refuses, or leaves behind. */
export const CheckpointFinding = z.object({
  /** what it is, in a sentence */
  message: z.string(),
  hint: z.string().optional(),
  /** what comes of it: an option takes it along, there is no checkpoint, there is one without it, or that cannot be told */
  kind: z.enum(['option', 'refused', 'left', 'unknown']),
  /** takes it along, and is needed where the kind says so; null: nothing does */
  option: z.enum(['allowOpenTcp', 'fileLocks', 'largeDeletedFiles', 'copyFiles']).nullable(),
})
export type CheckpointFinding = z.infer<typeof CheckpointFinding>

/** What a checkpoint of a container as it is now would meet, and take. */
export const CheckpointForecast = z.object({
  findings: z.array(CheckpointFinding),
  /** memory that is to be written, bytes */
  memory: z.number().nonnegative(),
  /** about how long that takes, ms */
  takes: z.number().nonnegative(),
})
export type CheckpointForecast = z.infer<typeof CheckpointForecast>

/** Why a moment was taken. */
export const MOMENT_TRIGGERS = [
  'asked',
  'clone',
  'timer',
  'exec',
  'limits',
  'line',
  'import',
] as const
export const MomentTrigger = z.enum(MOMENT_TRIGGERS)
export type MomentTrigger = z.infer<typeof MomentTrigger>

/** Those that nobody asked for. */
const AUTOMATIC: ReadonlySet<MomentTrigger> = new Set(['timer', 'exec', 'limits', 'line'])
export const isAutomatic = (trigger: MomentTrigger): boolean => AUTOMATIC.has(trigger)

/** What a container has from elsewhere: a restore needs it there again, as it will be by then. */
export const LeftOut = z.object({
  kind: z.enum(['volume', 'host']),
  /** the volume's name, or the path on the host */
  what: z.string(),
  /** where the container has it */
  destination: z.string(),
})
export type LeftOut = z.infer<typeof LeftOut>

/** A moment whose memory is kept as a difference to that of another one. */
export const Stored = z.object({
  /** the other moment */
  base: GivenId,
  /** of the difference */
  bytes: z.number().nonnegative(),
  /** of the memory that it stands for */
  wholeBytes: z.number().nonnegative(),
  /** about how much longer a restore takes, ms */
  takesMs: z.number().nonnegative(),
})
export type Stored = z.infer<typeof Stored>

/** How far storing a moment, or bringing it back, has come; in bytes. */
export const Storing = z.object({
  phase: z.string(),
  done: z.number().nonnegative(),
  total: z.number().nonnegative(),
})
export type Storing = z.infer<typeof Storing>

/** How the moments of an engine share the disk. */
export const MomentStorage = z.object({
  /** so many bytes of memory of the moments last used stay whole; null: as `usual` */
  budget: z.number().int().nonnegative().nullable(),
  /** 4 GiB, or a tenth of what is free where that is less */
  usual: z.number().int().nonnegative(),
  /** bytes of memory of moments that are whole */
  whole: z.number().nonnegative(),
  /** bytes of differences */
  differences: z.number().nonnegative(),
  /** bytes of memory that these stand for */
  standFor: z.number().nonnegative(),
  /** why nothing can be stored here; null where it can */
  problem: z.string().nullable(),
})
export type MomentStorage = z.infer<typeof MomentStorage>

export const Checkpoint = z.object({
  id: GivenId,
  name: z.string(),
  /** the container it was taken of */
  container: ContainerRef,
  createdAt: Time,
  options: CheckpointOptions,
  imagePath: z.string(),
  workPath: z.string(),
  /** bytes on disk, images and root filesystem */
  size: z.number().int().nonnegative(),
  /** how long the container stood still, ms, out of CRIU's statistics; null where they were not written */
  frozenMs: z.number().nonnegative().nullable(),
  /** root filesystem of that moment; null: shared with the source container's folder */
  rootfs: z.string().nullable(),
  /** a pre-dump is a base for others and cannot be restored */
  restorable: z.boolean(),
  terminal: z.boolean(),
  args: z.array(z.string()),
  /** its network, where it says more than config.json can; null: taken by an earlier version */
  network: Network.nullable().default(null),
  /** exec sessions that CRIU does not bring back, as they were */
  lostExecs: z.array(z.array(z.string())),
  /** the log of its last restore, good or not, kept with it; null: it was never restored */
  restoreLog: z.string().nullable().default(null),
  note: z.string().default(''),
  /** kept when automatic ones make room for newer */
  pinned: z.boolean().default(false),
  trigger: MomentTrigger.default('asked'),
  /** the moment that the container’s state came from, this container’s or another’s; null: its beginning */
  from: GivenId.nullable().default(null),
  /** names of what ran in it, init first; some alone where there were many */
  processes: z.array(z.string()).default([]),
  /** the last lines of its console, as text */
  lastLines: z.array(z.string()).default([]),
  hostname: z.string().default(''),
  limits: Limits.default({}),
  /** volumes and what is of the host, which are no part of it */
  leftOut: z.array(LeftOut).default([]),
  /** null: its memory is whole, and restored at once */
  stored: Stored.nullable().default(null),
  /** null: neither is under way */
  storing: Storing.nullable().default(null),
  /** why it cannot be told how its memory is kept, nor anything be done with it; null: it can */
  unreadable: z.string().nullable().default(null),
})
export type Checkpoint = z.infer<typeof Checkpoint>

/** What people may change of a moment; absent: as it is. */
export const MomentChange = z
  .object({
    name: z.string().min(1).max(120),
    note: text(4000),
    pinned: z.boolean(),
  })
  .partial()
export type MomentChange = z.infer<typeof MomentChange>

/**
 * Overrides for a restore; absent: as the checkpoint was taken (CRIU needs the same again). So these have no defaults,
 * which zod would fill in for what is absent.
 */
export const RestoreOptions = z
  .object({
    allowOpenTcp: z.boolean(),
    allowExternalUnixSockets: z.boolean(),
    allowTerminal: z.boolean(),
    fileLocks: z.boolean(),
    emptyNamespaces: CheckpointOptions.shape.emptyNamespaces.unwrap(),
    workPath: HostPath,
    /** the program runs at once and its memory follows; absent: where this machine can and it is worth it */
    lazy: z.boolean(),
  })
  .partial()
export type RestoreOptions = z.infer<typeof RestoreOptions>
