import { t } from '@lingui/core/macro'
import type { CallOutput } from '../../shared/contract.ts'
import type { Source } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'

type Probe = CallOutput<'paths.probe'>

/** What comes of a drop: a container to make, an image or a moment to bring in, or words about why not. */
export type Outcome =
  | { kind: 'create'; source: Source }
  | { kind: 'import'; path: string }
  | { kind: 'moment'; path: string }
  | { kind: 'words'; what: string; why: string }

const ARCHIVE = /\.(tar|tgz|txz|tbz2?|tzst|zip|tar\.(gz|xz|bz2|zst)|oci)$/i

/** What is said where a page cannot learn the path. */
export const BROWSER_TELLS_NO_PATHS: Outcome = {
  kind: 'words',
  what: t`A browser does not tell a page where a dropped folder lies.`,
  why: t`Type its path instead; Runcible’s own window takes it from the drop.`,
}

export const ONE_AT_A_TIME: Outcome = {
  kind: 'words',
  what: t`Several things were dropped at once.`,
  why: t`Each container is made of one folder, each image comes from one: drop one.`,
}

/** What a path means that was dropped, or given at the start, by what the engine found there. */
export function outcomeOf(path: string, { kind, detail }: Probe): Outcome {
  if (kind === 'bundle' || kind === 'rootfs') return { kind: 'create', source: { kind, path } }
  if (kind === 'image') return { kind: 'import', path }
  if (kind === 'checkpoint') return { kind: 'moment', path }
  if (kind === 'file' && ARCHIVE.test(path)) {
    return {
      kind: 'words',
      what: t`${path} is an archive.`,
      why: t`It cannot be read as a tar. Unpack it, and drop the folder that comes out.`,
    }
  }
  return { kind: 'words', what: t`No container can be made of ${path}.`, why: engineWords(detail) }
}
