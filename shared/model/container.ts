import { z } from 'zod'
import { WireError } from '../errors.ts'
import { EXEC_STATES, INIT_ACTIONS, INIT_STATES, STATUSES } from '../lifecycle.ts'
import { AutomaticMoments } from './automatic.ts'
import { RuntimeOptions, Source } from './create.ts'
import { ContainerId, GivenId, Namespace, SubjectRef, Time } from './ids.ts'
import { ImageId } from './image.ts'
import { Naming, Restarts } from './naming.ts'
import { Network, WayOut } from './network.ts'
import { Limits, Stdin } from './process.ts'

/** What a cgroup said of its memory when its processes had ended: bytes and counts; null where the kernel does not tell. */
export const MemoryAtEnd = z.object({
  limit: z.number().nullable(),
  /** the most that it ever had, page cache with it */
  peak: z.number().nullable(),
  /** how often it wanted more than it may have */
  refused: z.number().nullable(),
  oomKills: z.number().nullable(),
})
export type MemoryAtEnd = z.infer<typeof MemoryAtEnd>

/** How a process ended. `code` is 128+n for a signal n, null where nobody saw it. */
export const Exit = z.object({
  code: z.number().int().nullable(),
  signal: z.number().int().nullable(),
  oom: z.boolean(),
  at: Time,
  /** exited by itself or by a signal; ended by a checkpoint; with the machine; unseen (the monitor was lost) */
  reason: z.enum(['exited', 'signal', 'oom', 'checkpoint', 'reboot', 'unseen']),
  /** why, where the code is not the program's own: it never ran */
  problem: WireError.optional(),
  /** who sent the signal; absent: neither a window of Runcible nor the OOM killer, as far as is known */
  sentBy: z.enum(['runcible', 'oom-killer']).optional(),
  /** told where memory may have had to do with it */
  memory: MemoryAtEnd.optional(),
})
export type Exit = z.infer<typeof Exit>

/** Is conmon still there? lost: the container runs on, but its exit code and console are gone. */
const Monitor = z.enum(['watching', 'lost', 'none'])

/** An action under way: shown in the row and where it was started. */
export const Busy = z.object({
  action: z.enum([...INIT_ACTIONS, 'create', 'restore', 'commit', 'export']),
  phase: z.string(),
  since: Time,
})
export type Busy = z.infer<typeof Busy>

/** Memory of a restored container that is still on its way in, while its program runs: bytes of bytes. */
export const Filling = z.object({
  checkpoint: GivenId,
  done: z.number().nonnegative(),
  total: z.number().nonnegative(),
})
export type Filling = z.infer<typeof Filling>

export const Exec = z.object({
  id: GivenId,
  state: z.enum(EXEC_STATES),
  status: z.enum(STATUSES),
  pid: z.number().int().nullable(),
  args: z.array(z.string()),
  cwd: z.string(),
  user: z.string(),
  env: z.array(z.string()),
  terminal: z.boolean(),
  stdin: Stdin,
  stdinClosed: z.boolean(),
  monitor: Monitor,
  createdAt: Time,
  startedAt: Time.nullable(),
  exit: Exit.nullable(),
  /** processes of its session that still run in the container when it has ended itself */
  left: z.number().int().nonnegative(),
})
export type Exec = z.infer<typeof Exec>

export const Container = z.object({
  namespace: Namespace,
  id: ContainerId,
  state: z.enum(INIT_STATES),
  status: z.enum(STATUSES),
  busy: Busy.nullable(),
  monitor: Monitor,
  pid: z.number().int().nullable(),
  createdAt: Time,
  startedAt: Time.nullable(),
  /** when it entered the state it is in */
  since: Time,
  exit: Exit.nullable(),
  /** null: all of its memory is in */
  filling: Filling.nullable(),
  /** what went wrong while nobody was asking (a failed resume at exit, a file that could not be read) */
  problem: WireError.nullable(),
  source: Source,
  /** the image that it was made of; shared: over whose files it lies, where it has no copy of them */
  image: z.object({ id: ImageId, shared: z.boolean() }).nullable(),
  rootfs: z.string(),
  /** its root filesystem is its own; else a folder of the user's, used as it is */
  ownsRootfs: z.boolean(),
  /** the folder that its own changes lie over; null: an image's, or none */
  lower: z.string().nullable(),
  bundle: z.string(),
  args: z.array(z.string()),
  cwd: z.string(),
  user: z.string(),
  hostname: z.string(),
  terminal: z.boolean(),
  stdin: Stdin,
  stdinClosed: z.boolean(),
  limits: Limits,
  network: Network,
  /** null: its network has none, or is another's */
  wayOut: WayOut.nullable(),
  readonlyRootfs: z.boolean(),
  naming: Naming,
  restarts: Restarts,
  runtime: RuntimeOptions,
  /** `<root>/<namespace>`, what runc is given as --root */
  runtimeRoot: z.string(),
  /** the moment that it came from last, taken of it or restored; null: its beginning, or that one was deleted */
  moment: GivenId.nullable(),
  /** when moments of it are taken by themselves; null: never */
  automatic: AutomaticMoments.nullable(),
  execs: z.array(Exec),
})
export type Container = z.infer<typeof Container>

/**
 * A debug session: programs of the machine in a container's namespaces, in a terminal of their own, outside of its cgroup. It
 * lives under a conmon of its own, so it survives the engine; it ends with its container.
 */
export const Shell = z.object({
  id: GivenId,
  container: SubjectRef,
  /** a shell; or a trace of the system calls of one process and of all that it starts */
  kind: z.enum(['shell', 'trace']),
  /** what runs in it, as a person would type it */
  args: z.array(z.string()),
  /** on the host; null when it has ended */
  pid: z.number().int().nullable(),
  monitor: Monitor,
  startedAt: Time,
  exit: Exit.nullable(),
})
export type Shell = z.infer<typeof Shell>
