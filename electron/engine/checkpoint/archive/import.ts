import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { RuncibleError } from '../../../../shared/errors.ts'
import type { Checkpoint, CheckpointImport } from '../../../../shared/model.ts'
import { writeJson } from '../../atomic.ts'
import { copyRootfs } from '../../bundle/copy.ts'
import { removeFolder } from '../../bundle/remove.ts'
import { whileDiskLasts } from '../../images/disk.ts'
import { diskUsage } from '../images.ts'
import { leftOut } from '../left-out.ts'
import type { CheckpointRecord } from '../record.ts'
import type { CheckpointFiles, CheckpointStore } from '../store.ts'
import { type ArchiveContext, imageOf, type LookInput, type Read, readThrough } from './look.ts'
import { MEMBERS } from './members.ts'
import { markDeleted, mergeOver, requireFolder, unpackInto } from './unpack.ts'

export interface ImportInput extends Omit<LookInput, 'path' | 'context'> {
  context: ArchiveContext & { checkpoints: CheckpointStore }
  request: CheckpointImport
}

/** What it is restored on. */
type Base = { kind: 'image'; id: string } | { kind: 'rootfs'; path: string } | { kind: 'whole' }

/**
 * Brings a moment in from an archive, trusting nothing of it: it is read through once more while its parts are written to a
 * folder that does not count, judged as a look judges it, and counts only when its record is in place. Throws as a look does;
 * `failed-precondition` where it wants what was not allowed, or what it runs on is not at hand; `invalid-input` where it is
 * another than the one that was seen. A failure, a cancel or the engine's death leave nothing.
 */
export async function importArchive(input: ImportInput): Promise<Checkpoint> {
  const { checkpoints, images } = input.context
  const { id } = checkpoints.propose({ namespace: 'default', id: 'imported' })
  const files = checkpoints.files(id)
  const release = images.hold()
  try {
    for (const dir of [files.dir, files.images, files.work, incoming(files)]) {
      mkdirSync(dir, { recursive: true, mode: 0o700 })
    }
    const record = await whileDiskLasts(files.dir, input.signal, (signal) =>
      bringIn({ ...input, signal }, id, files),
    )
    input.signal.throwIfAborted()
    await checkpoints.write(record)
    return record.checkpoint
  } catch (error) {
    await removeFolder(files.dir)
    throw error
  } finally {
    release()
  }
}

const incoming = ({ dir }: CheckpointFiles) => join(dir, 'incoming')

async function bringIn(
  input: ImportInput,
  id: string,
  files: CheckpointFiles,
): Promise<CheckpointRecord> {
  const { context, request, progress } = input
  const read = await readThrough({ ...input, path: request.path }, (name) => placeIn(files, name))
  requireSeen(read, request)
  requireAllowed(read, request)
  const base = baseOf(read, input)
  if (base.kind === 'rootfs') await requireFolder(base.path)
  progress({ phase: 'unpacking the root filesystem' })
  await unpackRootfs(read, base, input, files)
  const { rootMode } = read.sorter
  if (rootMode !== null) chmodSync(files.rootfs, rootMode)
  await unpackShm(read, input, files)
  keepTheirConsole(files)
  rmSync(incoming(files), { recursive: true, force: true })
  const { spec, told } = read.about
  await writeJson(files.config, spec)
  const size = (await diskUsage(files.images)) + (await diskUsage(files.rootfs))
  const { volumes, containers } = context.layout
  return {
    version: 1,
    sourceRootfs: base.kind === 'rootfs' ? base.path : files.rootfs,
    image: base.kind === 'image' ? base.id : null,
    lower: null,
    consoleSize: read.about.own?.consoleSize ?? null,
    checkpoint: {
      ...told,
      id,
      name: request.name ?? told.name,
      imagePath: files.images,
      workPath: files.work,
      rootfs: files.rootfs,
      size,
      restorable: true,
      restoreLog: null,
      stored: null,
      storing: null,
      unreadable: null,
      trigger: 'import',
      // Where that is still here.
      from: told.from && context.checkpoints.has(told.from) ? told.from : null,
      leftOut: leftOut(spec.mounts, { volumes: volumes(), own: containers() }),
    },
  }
}

/** Its folder is ours, and so are the names in it. */
function placeIn(files: CheckpointFiles, name: string): string | null {
  if (name.startsWith(MEMBERS.images)) return join(files.images, name.slice(MEMBERS.images.length))
  if (name === MEMBERS.log || name === MEMBERS.stats) return join(files.work, name)
  if (name === MEMBERS.console) return files.consoleLog
  if (name === MEMBERS.sizes) return `${files.consoleLog}.size`
  if (name === MEMBERS.screen) return files.screen
  return join(incoming(files), name)
}

/** What was allowed was allowed to that command. */
function requireSeen({ seen }: Read, request: CheckpointImport): void {
  if (request.seen === undefined || request.seen === seen) return
  throw new RuncibleError('invalid-input', 'the archive is another than the one that was shown', {
    field: 'path',
    hint: 'It was changed meanwhile. Look at it again.',
  })
}

function requireAllowed({ about }: Read, { allow }: CheckpointImport): void {
  if (about.problem) {
    throw new RuncibleError(
      'unsupported',
      `the archive cannot be restored here: ${about.problem}`,
      {
        field: 'path',
      },
    )
  }
  const lacking = about.wants.filter(({ key }) => !allow.includes(key))
  if (lacking.length === 0) return
  throw new RuncibleError(
    'failed-precondition',
    `it wants what was not allowed: ${lacking.map(({ what }) => what).join('; ')}`.slice(0, 2000),
    { field: 'allow', hint: 'Allow it, if you trust where the archive came from.' },
  )
}

/** What it is to run on: as it was asked for, else as far as it is known here. */
function baseOf({ about }: Read, { context, request }: ImportInput): Base {
  if (about.files === 'whole') return { kind: 'whole' }
  if (request.rootfs) return { kind: 'rootfs', path: request.rootfs }
  const image = imageOf(about, context.images)
  const id = request.image ?? image?.here
  if (id && about.files === 'changes') return { kind: 'image', id: context.images.get(id).image.id }
  throw new RuncibleError(
    'failed-precondition',
    image
      ? `the image that it was made of is not here: ${image.name}`
      : 'the archive does not hold the root filesystem that it ran on',
    {
      field: image ? 'image' : 'rootfs',
      hint: image
        ? 'Bring that image in first, or name a folder with its files.'
        : `Name the folder of it${about.rootfs ? `; it was ${about.rootfs}` : ''}.`,
    },
  )
}

async function unpackRootfs(
  { sorter, files: scan }: Read,
  base: Base,
  { context, signal }: ImportInput,
  files: CheckpointFiles,
): Promise<void> {
  const tar = sorter.hashes.has(MEMBERS.files) ? join(incoming(files), MEMBERS.files) : null
  const isChanged = tar !== null || sorter.texts.has(MEMBERS.deleted)
  if (base.kind === 'rootfs' && !isChanged) {
    return copyRootfs(base.path, files.rootfs, signal)
  }
  const isMerged = base.kind === 'rootfs'
  const upper = isMerged ? join(incoming(files), 'upper') : files.rootfs
  await unpackInto({ tar, scan, to: upper, signal })
  if (base.kind === 'whole') return
  const below = base.kind === 'image' ? context.images.rootfs(base.id) : base.path
  await markDeleted(sorter.texts, { upper, base: below, signal })
  if (isMerged) await mergeOver(below, { upper, to: files.rootfs, signal })
}

/** What was in /dev/shm, where its engine had mounted that itself. */
async function unpackShm(
  { sorter, shm }: Read,
  { signal }: ImportInput,
  files: CheckpointFiles,
): Promise<void> {
  if (!sorter.hashes.has(MEMBERS.shm)) return
  mkdirSync(files.standIns, { mode: 0o700 })
  const unpacked = join(incoming(files), 'shm')
  await unpackInto({ tar: join(incoming(files), MEMBERS.shm), scan: shm, to: unpacked, signal })
  renameSync(unpacked, join(files.standIns, 'shm'))
}

/** Podman's is conmon's as ours is. */
function keepTheirConsole(files: CheckpointFiles): void {
  const theirs = join(incoming(files), MEMBERS.theirConsole)
  if (existsSync(theirs) && !existsSync(files.consoleLog)) renameSync(theirs, files.consoleLog)
}
