import { z } from 'zod'
import { Checkpoint, CheckpointForecast, ContainerRef, GivenId, MomentChange } from '../model.ts'
import { call, nothing } from './call.ts'

/** Of checkpoints that may be taken, and of those that were. */
export const checkpointCalls = {
  /** Looks at a container as it is, without touching it. Throws `failed-precondition` where nothing runs in it. */
  'checkpoints.foresee': call(ContainerRef, CheckpointForecast),
  /** Names it, annotates it, pins it. */
  'checkpoints.edit': call(z.object({ checkpoint: GivenId, change: MomentChange }), Checkpoint),
  /** Those that came from it are told as having come from what it came from. */
  'checkpoints.delete': call(z.object({ checkpoint: GivenId }), nothing),
} as const
