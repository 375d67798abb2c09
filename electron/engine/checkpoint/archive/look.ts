import type { Progress } from '../../../../shared/contract.ts'
import type { CheckpointLook } from '../../../../shared/model.ts'
import type { ImageStore } from '../../images/store.ts'
import type { Layout } from '../../paths.ts'
import type { Programs } from '../../runtime/tools.ts'
import { type About, aboutArchive } from './about.ts'
import { FilesScan } from './files-scan.ts'
import { MEMBERS } from './members.ts'
import { type Bounds, DEFAULT_BOUNDS, readArchive } from './read.ts'
import { type PlaceOf, Sorter } from './sort.ts'
import { worstFirst } from './wants.ts'

export interface ArchiveContext {
  layout: Layout
  programs: Programs
  images: ImageStore
}

export interface LookInput {
  context: ArchiveContext
  path: string
  signal: AbortSignal
  progress(value: Progress): void
  bounds?: Bounds
}

/** An archive that was read through. */
export interface Read {
  about: About
  sorter: Sorter
  files: FilesScan
  shm: FilesScan
  packed: number
  unpacked: number
  seen: string
}

/** The bytes of a command that a window is shown. */
const MAX_SHOWN = 2000

/** Reads an archive through and judges it; what `placeOf` has a place for is written there. Throws as readArchive. */
export async function readThrough(
  { context, path, signal, progress, bounds = DEFAULT_BOUNDS }: LookInput,
  placeOf: PlaceOf,
): Promise<Read> {
  const files = await FilesScan.open('its root filesystem')
  const shm = await FilesScan.open('its /dev/shm')
  const sorter = new Sorter(
    placeOf,
    new Map([
      [MEMBERS.files, files],
      [MEMBERS.shm, shm],
    ]),
  )
  const { zstd } = context.programs
  try {
    const receive = sorter.receive.bind(sorter)
    const sizes = await readArchive({ path, zstd, bounds, receive, signal, progress })
    const about = aboutArchive(sorter, context.layout, sizes.changedAt)
    const wants = worstFirst([...about.wants, ...files.wants(), ...shm.wants()])
    const seen = sorter.hashes.get(MEMBERS.spec) ?? ''
    return { about: { ...about, wants }, sorter, files, shm, seen, ...sizes }
  } finally {
    await sorter.close()
  }
}

/** What an archive holds and asks for. Nothing of it is written anywhere. */
export async function lookAtArchive(input: LookInput): Promise<CheckpointLook> {
  const { about, seen, packed, unpacked } = await readThrough(input, () => null)
  const { told, spec } = about
  const { process } = spec
  return {
    path: input.path,
    seen,
    packed,
    unpacked,
    engine: about.engine,
    name: told.name,
    note: told.note,
    container: told.container.id,
    createdAt: told.createdAt,
    args: process.args.map(cut),
    env: (process.env ?? []).map(cut),
    cwd: process.cwd,
    user: `${process.user.uid}:${process.user.gid}`,
    hostname: spec.hostname ?? '',
    terminal: told.terminal,
    network: told.network ?? { kind: 'own' },
    lastLines: told.lastLines,
    files: about.files,
    image: imageOf(about, input.context.images),
    rootfs: about.rootfs,
    wants: about.wants,
    notes: about.notes,
    problem: about.problem,
  }
}

const cut = (text: string) => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)} …` : text)

/** The image that it was made of; the one here is that where its id is the same. */
export function imageOf(
  { own, config, files }: About,
  images: ImageStore,
): CheckpointLook['image'] {
  if (files !== 'changes') return null
  const hex = /^[a-f0-9]{64}$/.test(config.rootfsImageID ?? '') ? config.rootfsImageID : null
  const id = own?.image?.id ?? (hex ? `sha256:${hex}` : null)
  const name = own?.image?.name || config.rootfsImageName || id || 'an image that it does not name'
  return { name, here: id && images.has(id) ? id : null }
}
