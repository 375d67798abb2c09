import { z } from 'zod'
import { Digest, Image } from '../../../shared/model.ts'

/** image.json: what there is to know of an image beside its blobs and its root filesystem. */
export const ImageRecord = z.object({
  version: z.literal(1),
  image: Image.omit({ usedBy: true }),
  /** of the layers' contents, lowest first */
  diffIds: z.array(Digest),
  /** media types of the layers, lowest first */
  mediaTypes: z.array(z.string()),
})
export type ImageRecord = z.infer<typeof ImageRecord>
