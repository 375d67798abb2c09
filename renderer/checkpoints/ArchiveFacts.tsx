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
  other: 'another engine',
} as const

const FILES = {
  whole: 'all of them are in it',
  changes: 'what it changed of its image’s is in it',
  none: 'none are in it; it ran on a folder',
} as const

/** What there is to know of a moment in an archive, its command first: that is what will run. */
export function ArchiveFacts({ look }: { look: CheckpointLook }) {
  const { createdAt, image } = look
  const here = image && (image.here ? 'it is here' : 'it is not here')
  return (
    <Facts
      facts={[
        ['runs', <code key="runs">{formatArgs(look.args)}</code>],
        ['as user', `${look.user} in ${look.cwd}${look.terminal ? ', in a terminal' : ''}`],
        ['of container', `${look.container}, taken by ${ENGINES[look.engine]}`],
        ...(createdAt === null ? [] : [['taken', dateAndTime(createdAt)] as const]),
        ...(look.note === '' ? [] : [['note', look.note] as const]),
        ['network', networkInWords(look.network)],
        ['files', FILES[look.files]],
        ...(image === null ? [] : [['image', `${image.name}; ${here}`] as const]),
        ['size', `${bytes(look.packed)}, ${bytes(look.unpacked)} unpacked`],
      ]}
    />
  )
}
