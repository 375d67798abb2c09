import { z } from 'zod'
import { EXEC_STATES, INIT_STATES } from '../../../shared/lifecycle.ts'
import {
  AutomaticMoments,
  ContainerId,
  CreateRequest,
  ExecRequest,
  Exit,
  GivenId,
  HostPath,
  ImageId,
  Limits,
  Namespace,
  Network,
  RestoreOptions,
  Time,
} from '../../../shared/model.ts'
import { NO_RESTARTS, RestartRecord } from '../groups/restart-policy.ts'

/** A process as the kernel knows it: a pid counts only together with its start time (clock ticks since boot). */
export const Pid = z.object({ pid: z.number().int().positive(), startTime: z.number() })
export type Pid = z.infer<typeof Pid>

/**
 * What runc cannot tell of a container, one file each. `phase` says what was under way, so that an engine that died in
 * it can be finished or undone: creating and deleting are undone or finished at the next start.
 */
export const ContainerMetadata = z.object({
  version: z.literal(1),
  namespace: Namespace,
  id: ContainerId,
  phase: z.enum(['creating', 'ready', 'deleting']),
  /** boot in which the processes below lived */
  bootId: z.string(),
  request: CreateRequest,
  createdAt: Time,
  startedAt: Time.nullable(),
  since: Time,
  state: z.enum(INIT_STATES),
  exit: Exit.nullable(),
  init: Pid.nullable(),
  monitor: Pid.nullable(),
  rootfs: z.string(),
  ownsRootfs: z.boolean(),
  /** the image it was made of; shared: its folder holds its changes alone, and is mounted over the image's */
  image: z.object({ id: ImageId, shared: z.boolean() }).nullable().default(null),
  /** a folder of the user's that its own changes lie over */
  lower: z.string().nullable().default(null),
  args: z.array(z.string()),
  cwd: z.string(),
  user: z.string(),
  hostname: z.string(),
  terminal: z.boolean(),
  network: Network,
  readonlyRootfs: z.boolean(),
  limits: Limits,
  stdinClosed: z.boolean(),
  /** what `start` restores while the state is createdFromCheckpoint */
  restore: z.object({ checkpoint: GivenId, options: RestoreOptions }).nullable(),
  /** the moment that its state came from last: taken of it, or restored */
  moment: GivenId.nullable().default(null),
  automatic: AutomaticMoments.nullable().default(null),
  /** a restore that brings its memory after the program runs, from before it begins until every page is in */
  filling: z
    .object({ checkpoint: GivenId, workPath: HostPath, total: z.number().nonnegative() })
    .nullable()
    .default(null),
  /** deleted in runc to be run again, and not seen running yet */
  rerunning: z.boolean().default(false),
  /** the checkpoint that it is ended for, to become it again */
  rewinding: GivenId.nullable().default(null),
  /** what it is to be with another config.json, while that takes the place of the one that it has */
  recreating: z.enum(['created', 'running']).nullable().default(null),
  restarts: RestartRecord.default(NO_RESTARTS),
  /** a checkpoint that ends the container is under way or done: its exit is told as that */
  endingCheckpoint: z.boolean(),
  /** paused by a checkpoint that leaves it running, and to be resumed after it */
  pausedForCheckpoint: z.boolean(),
})
export type ContainerMetadata = z.infer<typeof ContainerMetadata>

export const ExecMetadata = z.object({
  version: z.literal(1),
  id: GivenId,
  bootId: z.string(),
  request: ExecRequest,
  createdAt: Time,
  startedAt: Time.nullable(),
  state: z.enum(EXEC_STATES),
  exit: Exit.nullable(),
  process: Pid.nullable(),
  monitor: Pid.nullable(),
  args: z.array(z.string()),
  cwd: z.string(),
  user: z.string(),
  env: z.array(z.string()),
  terminal: z.boolean(),
  stdinClosed: z.boolean(),
})
export type ExecMetadata = z.infer<typeof ExecMetadata>
