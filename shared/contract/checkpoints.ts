import { z } from 'zod'
import { Checkpoint, CheckpointForecast, ContainerRef, GivenId } from '../model.ts'
import { call, nothing } from './call.ts'

/** Of checkpoints that may be taken, and of those that were. */
export const checkpointCalls = {
  /** Looks at a container as it is, without touching it. Throws `failed-precondition` where nothing runs in it. */
  'checkpoints.foresee': call(ContainerRef, CheckpointForecast),
  'checkpoints.rename': call(
    z.object({ checkpoint: GivenId, name: z.string().min(1).max(120) }),
    Checkpoint,
  ),
  'checkpoints.delete': call(z.object({ checkpoint: GivenId }), nothing),
} as const
