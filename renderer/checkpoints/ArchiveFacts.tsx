import { t } from '@lingui/core/macro'
import type { CheckpointLook } from '../../shared/model.ts'
import { Facts } from '../parts/Facts.tsx'
import { formatArgs } from '../words/command-line.ts'
import { networkInWords } from '../words/network.ts'
import { bytes } from '../words/sizes.ts'
import { dateAndTime } from '../words/time.ts'

const ENGINES = {
  runcible: 'Runcible',
  podman: 'Podman',
  'cri-o': 'CRI-O',
  other: t`another engine`,
} as const

const FILES = {
  whole: t`all of them are in it`,
  changes: t`what it changed of its image’s is in it`,
  none: t`none are in it; it ran on a folder`,
} as const

/** What there is to know of a moment in an archive, its command first: that is what will run. */
export function ArchiveFacts({ look }: { look: CheckpointLook }) {
  const { createdAt, image, user, cwd, container } = look
  return (
    <Facts
      facts={[
        [t`runs`, <code key="runs">{formatArgs(look.args)}</code>],
        [t`as user`, look.terminal ? t`${user} in ${cwd}, in a terminal` : t`${user} in ${cwd}`],
        [t`of container`, t`${container}, taken by ${{ engine: ENGINES[look.engine] }}`],
        ...(createdAt === null
          ? []
          : [[t({ message: 'taken', context: 'a moment' }), dateAndTime(createdAt)] as const]),
        ...(look.note === '' ? [] : [[t`note`, look.note] as const]),
        [t`network`, networkInWords(look.network)],
        [t`files`, FILES[look.files]],
        ...(image === null ? [] : [[t`image`, imageInWords(image)] as const]),
        [
          t`size`,
          t`${{ packed: bytes(look.packed) }}, ${{ unpacked: bytes(look.unpacked) }} unpacked`,
        ],
      ]}
    />
  )
}

const imageInWords = ({ name, here }: NonNullable<CheckpointLook['image']>) =>
  here ? t`${name}; it is here` : t`${name}; it is not here`
