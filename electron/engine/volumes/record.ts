import { z } from 'zod'
import { Time, VolumeName } from '../../../shared/model.ts'

/** volume.json: what a volume's folder does not say. */
export const VolumeRecord = z.object({
  version: z.literal(1),
  name: VolumeName,
  createdAt: Time,
  /** it was asked for without a name, and goes when nobody uses it */
  anonymous: z.boolean(),
  /** made by a create that is not over: it goes, too, unless a container uses it afterwards */
  fresh: z.boolean(),
  /** it was given what an image has, or will not be any more */
  filled: z.boolean(),
})
export type VolumeRecord = z.infer<typeof VolumeRecord>
