import { z } from 'zod'
import { Checkpoint, ImageId, TerminalSize } from '../../../shared/model.ts'

/** checkpoint.json: what there is to know of a checkpoint beside its images and its config.json. */
export const CheckpointRecord = z.object({
  version: z.literal(1),
  checkpoint: Checkpoint,
  /** folder that the container's root filesystem was in: what a checkpoint without a copy is restored on */
  sourceRootfs: z.string(),
  /** the image that its root filesystem holds the changes of; null: it is whole */
  image: ImageId.nullable().default(null),
  /** the folder of the user's that its root filesystem holds the changes of */
  lower: z.string().nullable().default(null),
  /** of its terminal; null: nothing of its console was kept */
  consoleSize: TerminalSize.nullable().default(null),
})
export type CheckpointRecord = z.infer<typeof CheckpointRecord>

/** pending.json: a checkpoint being taken, as far as it is known before CRIU has answered. */
export const PendingRecord = CheckpointRecord.extend({
  /** its root filesystem is to be copied once the memory is written */
  copiesRootfs: z.boolean(),
})
export type PendingRecord = z.infer<typeof PendingRecord>
