import { t } from '@lingui/core/macro'
import type { Image, Source } from '../../shared/model.ts'

/**
 * The first free name of the row base-1, base-2, …
 * @param taken names in use in the namespace
 */
export function freeName(base: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n += 1) {
    const name = `${base}-${n}`
    if (!taken.has(name)) return name
  }
}

/** A name for a copy of `of`: shell-1b, shell-1c, … */
export function forkName(of: string, taken: ReadonlySet<string>): string {
  for (const letter of 'bcdefghijklmnopqrstuvwxyz') {
    const name = `${of}${letter}`
    if (!taken.has(name)) return name
  }
  return freeName(of, taken)
}

/** Where a container came from, in words. */
export function sourceInWords(source: Source): string {
  switch (source.kind) {
    case 'starter':
      return t`built-in starter (busybox)`
    case 'bundle':
      return t`bundle ${{ path: source.path }}`
    case 'rootfs':
      return t`rootfs folder ${{ path: source.path }}`
    case 'checkpoint':
      return t`checkpoint ${{ id: source.checkpoint }}`
    case 'image':
      return t`image ${{ name: shortImage(source.image) }}`
  }
}

/** An image's name, or the beginning of its id. */
export const shortImage = (image: string) =>
  image.replace(/^sha256:([a-f0-9]{12})[a-f0-9]{52}$/, '$1')

/** What an image is called: by its first name, or the beginning of its id. */
export const imageName = ({ names, id }: Pick<Image, 'names' | 'id'>) => names[0] ?? shortImage(id)
