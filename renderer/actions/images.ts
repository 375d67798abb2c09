import { t } from '@lingui/core/macro'
import type { CallInput } from '../../shared/contract.ts'
import type { HostId } from '../../shared/hosts.ts'
import type { Image } from '../../shared/model.ts'
import { useImages } from '../images/images-store.ts'
import { imageName } from '../words/names.ts'
import { attempt } from './attempt.ts'

/** Where images are listed and removed. */
export const IMAGES_PLACE = 'images'
/** Where one is brought in. */
export const IMPORT_PLACE = 'import image'

export type ImportInput = CallInput<'images.import'>

export async function listImages(host: HostId): Promise<void> {
  const images = await attempt({
    host,
    place: IMAGES_PLACE,
    what: t`Could not list the images`,
    run: (client, options) => client.call('images.list', {}, options),
  })
  if (images) useImages.getState().put(host, images)
}

/** Brings an image in; undefined where it failed or was cancelled. */
export const importImage = (host: HostId, input: ImportInput) =>
  attempt({
    host,
    place: IMPORT_PLACE,
    what: t`Could not bring the image in`,
    run: (client, options) => client.call('images.import', input, options),
  })

export const removeImage = (host: HostId, image: Image) =>
  attempt({
    host,
    place: IMAGES_PLACE,
    what: t`Could not remove ${{ name: imageName(image) }}`,
    run: (client, options) => client.call('images.remove', { image: image.id }, options),
  })

/** Computes its digests anew. Gives what was found, undefined where that failed. */
export const checkImage = (host: HostId, image: Image) =>
  attempt({
    host,
    place: IMAGES_PLACE,
    what: t`Could not check ${{ name: imageName(image) }}`,
    run: (client, options) => client.call('images.check', { image: image.id }, options),
  })
