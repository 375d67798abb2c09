import { z } from 'zod'
import {
  Exported,
  Image,
  ImageCheck,
  ImageExport,
  ImageId,
  ImageName,
  ImageSource,
  Volume,
  VolumeName,
} from '../model.ts'
import { call, nothing, reading } from './call.ts'

/** Of images, and of what containers keep when they are gone. */
export const imageCalls = {
  'images.list': reading(nothing, z.array(Image)),
  /** Brings an image in, unpacks it, and names it; progress by layer, in bytes. What is here already is not fetched again. */
  'images.import': call(z.object({ source: ImageSource, name: ImageName.optional() }), Image),
  /** Refused while containers or checkpoints use it. */
  'images.remove': call(z.object({ image: ImageId }), nothing),
  'images.check': call(z.object({ image: ImageId }), ImageCheck),
  'volumes.list': reading(nothing, z.array(Volume)),
  'volumes.create': call(z.object({ name: VolumeName }), Volume),
  /** With all that is in it. Refused while containers or checkpoints use it. */
  'volumes.remove': call(z.object({ name: VolumeName }), nothing),
  /** As an OCI archive; the path as for a container's. */
  'images.export': call(ImageExport, Exported),
} as const
