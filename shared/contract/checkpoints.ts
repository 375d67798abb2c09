import { z } from 'zod'
import { Checkpoint, GivenId } from '../model.ts'
import { call, nothing } from './call.ts'

/** Of checkpoints that were taken. */
export const checkpointCalls = {
  'checkpoints.rename': call(
    z.object({ checkpoint: GivenId, name: z.string().min(1).max(120) }),
    Checkpoint,
  ),
  'checkpoints.delete': call(z.object({ checkpoint: GivenId }), nothing),
} as const
