import { mkdirSync } from 'node:fs'
import { lstat, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Progress } from '../../../../shared/contract.ts'
import { RuncibleError } from '../../../../shared/errors.ts'
import type { Checkpoint } from '../../../../shared/model.ts'
import { jsonText } from '../../atomic.ts'
import { withoutLoopbackHook } from '../../bundle/loopback.ts'
import { readSpec, type Spec } from '../../bundle/spec.ts'
import { whileDiskLasts } from '../../images/disk.ts'
import type { ImageStore } from '../../images/store.ts'
import type { Programs } from '../../runtime/tools.ts'
import { packZstd } from '../../runtime/zstd.ts'
import type { CheckpointRecord } from '../record.ts'
import type { CheckpointFiles, CheckpointStore } from '../store.ts'
import { IMAGE_FILE, MEMBERS, type OwnDump } from './members.ts'
import { lacksZstd } from './read.ts'
import { type PackedRootfs, packRootfs, packWhole } from './rootfs.ts'
import { TarWriter } from './tar-writer.ts'

export interface ExportInput {
  context: { checkpoints: CheckpointStore; images: ImageStore; programs: Programs }
  checkpoint: string
  /** the new file */
  to: string
  /** an empty folder for what is needed on the way */
  staging: string
  signal: AbortSignal
  progress(value: Progress): void
}

const TELL_MS = 250

/** A part that is a file already. */
interface Part {
  name: string
  path: string
  size: number
}

/**
 * Writes a moment as one file, in the layout of Podman's exports and with what our record says beside it, so that nothing is
 * lost on the way there and back. Gives its size, and in words what is not in it. Throws `failed-precondition` for a moment
 * that is not whole by itself, `unavailable` without zstd, `cancelled`.
 */
export async function exportMoment(
  input: ExportInput,
): Promise<{ bytes: number; notes: string[] }> {
  const { context, to, staging, progress } = input
  const { checkpoints, programs } = context
  const record = checkpoints.record(input.checkpoint)
  const { checkpoint } = record
  requireWhole(checkpoint)
  const { zstd } = programs
  if (!zstd) throw lacksZstd()
  const files = checkpoints.files(checkpoint.id)
  const spec = await readSpec(files.config)
  return whileDiskLasts(dirname(to), input.signal, async (signal) => {
    progress({ phase: 'looking' })
    const rootfs = await packRootfs({ ...input, record, signal })
    const parts = [
      ...(await partIf(MEMBERS.log, join(checkpoint.workPath, MEMBERS.log))),
      ...(await partIf(MEMBERS.stats, join(checkpoint.workPath, MEMBERS.stats))),
      ...(rootfs ? await partIf(MEMBERS.files, rootfs.tar) : []),
      ...(await consoleParts(files)),
      ...(await shmPart(files.standIns, { staging, signal })),
    ]
    const about = { record, spec, rootfs, image: imageOf(record, context.images, rootfs !== null) }
    await pack({ zstd, to, signal, progress }, about, parts, await imageParts(checkpoint))
    return { bytes: (await stat(to)).size, notes: notesOn(checkpoint, rootfs) }
  })
}

function requireWhole({ name, restorable, options }: Checkpoint): void {
  const why = !restorable
    ? 'it holds memory alone and cannot be restored'
    : options.parent
      ? 'it builds on the pages of another moment'
      : ''
  if (!why) return
  throw new RuncibleError('failed-precondition', `“${name}” cannot be exported: ${why}`, {
    hint: 'Take a whole checkpoint, and export that.',
  })
}

/** The image that its files are changes of. */
function imageOf(
  { image }: CheckpointRecord,
  images: ImageStore,
  hasFiles: boolean,
): OwnDump['image'] {
  if (!image || !hasFiles) return null
  const name = images.has(image) ? (images.get(image).image.names[0] ?? image) : image
  return { id: image, name }
}

/** Nothing where there is none: earlier versions kept less. */
async function partIf(name: string, path: string): Promise<Part[]> {
  const info = await stat(path).catch(() => null)
  return info?.isFile() ? [{ name, path, size: info.size }] : []
}

const consoleParts = async ({ consoleLog, screen }: CheckpointFiles) => [
  ...(await partIf(MEMBERS.console, consoleLog)),
  ...(await partIf(MEMBERS.sizes, `${consoleLog}.size`)),
  ...(await partIf(MEMBERS.screen, screen)),
]

/** CRIU's images; runc's note of where its stdio led. */
async function imageParts({ imagePath }: Checkpoint): Promise<Part[]> {
  const names = (await readdir(imagePath)).sort()
  const parts = await Promise.all(
    names.map(async (file): Promise<Part[]> => {
      const path = join(imagePath, file)
      const info = await lstat(path)
      const name = `${MEMBERS.images}${file}`
      return info.isFile() && IMAGE_FILE.test(name) ? [{ name, path, size: info.size }] : []
    }),
  )
  return parts.flat()
}

interface AboutExport {
  record: CheckpointRecord
  spec: Spec
  rootfs: Pick<PackedRootfs, 'deleted' | 'deletedBytes'> | null
  image: OwnDump['image']
}

async function pack(
  {
    zstd,
    to,
    signal,
    progress,
  }: { zstd: string } & Pick<ExportInput, 'to' | 'signal' | 'progress'>,
  about: AboutExport,
  parts: readonly Part[],
  images: readonly Part[],
): Promise<void> {
  const over = new AbortController()
  const both = AbortSignal.any([signal, over.signal])
  const { input, ended } = packZstd(zstd, to, both)
  // What it cannot write it says at once, and reads no more.
  void ended.then(() => over.abort())
  const writer = new TarWriter(input, both)
  const total = [...parts, ...images].reduce((sum, { size }) => sum + size, 0)
  const tell = () => progress({ phase: 'packing', done: writer.bytes, total, unit: 'bytes' })
  const timer = setInterval(tell, TELL_MS)
  try {
    await writeMembers(writer, about, parts, images)
  } catch (error) {
    over.abort()
    const { ok, said } = await ended
    if (signal.aborted || ok || !said) throw error
    throw notPacked(said)
  } finally {
    clearInterval(timer)
  }
  const { ok, said } = await ended
  signal.throwIfAborted()
  if (!ok) throw notPacked(said)
  tell()
}

/** Small ones first, so that who looks at one need not read all of it; ours last, since it holds the hashes of the rest. */
async function writeMembers(
  writer: TarWriter,
  about: AboutExport,
  parts: readonly Part[],
  images: readonly Part[],
): Promise<void> {
  const { record, rootfs, image } = about
  await writer.text(MEMBERS.config, jsonText(configOf(record, image)))
  await writer.text(MEMBERS.spec, jsonText(specOf(about.spec)))
  await writer.text(MEMBERS.network, 'null')
  if (rootfs && image) {
    const { deleted, deletedBytes } = rootfs
    await writer.text(MEMBERS.deleted, JSON.stringify(deleted))
    if (deletedBytes.length > 0) {
      await writer.text(MEMBERS.deletedBytes, JSON.stringify(deletedBytes))
    }
  }
  for (const { name, path, size } of parts) await writer.file(name, path, size)
  await writer.folder(MEMBERS.images)
  for (const { name, path, size } of images) await writer.file(name, path, size)
  await writer.text(MEMBERS.own, jsonText(ownOf(record, image, writer.hashes)))
  await writer.end()
}

/** As Podman's, as far as checkpointctl reads it. */
function configOf({ checkpoint }: CheckpointRecord, image: OwnDump['image']) {
  const { container, createdAt } = checkpoint
  return {
    id: container.id,
    name: container.id,
    rootfsImageName: image?.name ?? '',
    rootfsImageID: image?.id.slice('sha256:'.length) ?? '',
    runtime: 'runc',
    createdTime: createdAt,
    checkpointedTime: createdAt,
  }
}

/** checkpointctl tells three makers apart by it, and says names for Podman’s layout alone, which this is. */
const MANAGER = { 'io.container.manager': 'libpod' }

/** Without what CRIU and runc were told for this machine. */
function specOf(spec: Spec): Spec {
  const { annotations = {}, ...rest } = withoutLoopbackHook(spec)
  const kept = Object.entries(annotations).filter(([key]) => !/criu\.config$/.test(key))
  return { ...rest, annotations: { ...Object.fromEntries(kept), ...MANAGER } }
}

function ownOf(
  { checkpoint, sourceRootfs, consoleSize }: CheckpointRecord,
  image: OwnDump['image'],
  hashes: Record<string, string>,
): OwnDump {
  const { id, imagePath, workPath, rootfs, size, restorable, ...whole } = checkpoint
  const { stored, storing, unreadable, ...told } = whole
  return { version: 1, checkpoint: told, sourceRootfs, image, consoleSize, hashes }
}

function notesOn({ leftOut }: Checkpoint, rootfs: { left: string[] } | null): string[] {
  // Of a root filesystem that is elsewhere more is said below.
  const mounted = leftOut.filter(({ destination }) => destination !== '/')
  const notes = mounted.map(({ kind, what, destination }) =>
    kind === 'volume'
      ? `The volume ${what} at ${destination} is not in it.`
      : `${what}, mounted at ${destination}, is not in it.`,
  )
  if (!rootfs) {
    notes.push(
      'Its root filesystem is a folder of this machine and not in it; an import asks for it.',
    )
  }
  const left = rootfs?.left ?? []
  if (left.length > 0) notes.push(`Left out for their names: ${left.slice(0, 10).join(', ')}`)
  return notes
}

/** What was in /dev/shm of a container that came from Podman; it is restored from there alone. */
async function shmPart(
  standIns: string,
  { staging, signal }: { staging: string; signal: AbortSignal },
): Promise<Part[]> {
  const shm = join(standIns, 'shm')
  if (!(await stat(shm).catch(() => null))) return []
  const dir = join(staging, 'shm')
  mkdirSync(dir, { mode: 0o700 })
  const { tar } = await packWhole({ from: shm, staging: dir, signal, progress: () => {} })
  return partIf(MEMBERS.shm, tar)
}

const notPacked = (said: string) =>
  new RuncibleError(
    /no space/i.test(said) ? 'failed-precondition' : 'runtime-failed',
    /no space/i.test(said) ? 'the disk is full' : 'zstd could not write the archive',
    { said },
  )
