import { t } from '@lingui/core/macro'
import type { CallInput } from '../../shared/contract.ts'
import type { CheckpointLook } from '../../shared/model.ts'

/** What somebody chose for a moment that is to be brought in. */
export interface ImportFields {
  name: string
  /** a folder; empty: none */
  rootfs: string
  image: string | null
  /** keys of what it wants */
  allow: readonly string[]
}

/** Why it cannot be brought in so, as a clause; null where it can. */
export function whyNoImport(
  { problem, wants, files }: CheckpointLook,
  { name, rootfs, image, allow }: ImportFields,
): string | null {
  if (problem !== '') return problem
  const lacking = wants.filter(({ key }) => !allow.includes(key)).length
  if (lacking > 0) return t`it asks for ${lacking} more that you have not allowed`
  if (name.trim() === '') return t`it needs a name`
  if (rootfs !== '' && !rootfs.startsWith('/')) return t`the path must begin with /`
  if (files === 'none' && rootfs === '') return t`say first which root filesystem it runs on`
  if (files === 'changes' && rootfs === '' && image === null) {
    return t`choose first the image that it was made of, or a folder with its files`
  }
  return null
}

/** The call that brings it in; a folder goes before an image. */
export function importOf(
  { path, seen }: CheckpointLook,
  { name, rootfs, image, allow }: ImportFields,
): CallInput<'checkpoints.import'> {
  return {
    path,
    seen,
    name: name.trim(),
    ...(rootfs !== '' ? { rootfs } : image !== null && { image }),
    allow: [...allow],
  }
}
