import { join } from 'node:path'
import { copyRootfs } from '../bundle/copy.ts'
import { removeFolder } from '../bundle/remove.ts'
import { isThere } from '../disk.ts'
import type { Layout } from '../paths.ts'
import { runtimeProcesses, waitForOrphans } from '../process/orphans.ts'
import { DUMP_LOG, STATS_DUMP } from '../runtime/criu-args.ts'
import { endLeftPrograms } from '../runtime/left-programs.ts'
import { readDumpEnd } from './dump-end.ts'
import { diskUsage, hasInventory, imageBytes } from './images.ts'
import type { CheckpointRecord, PendingRecord } from './record.ts'
import { readFrozenMs } from './stats-dump.ts'
import type { CheckpointFiles } from './store.ts'

/**
 * What becomes of a checkpoint that an engine died in: runc and CRIU go on without it, so their end is awaited. One that
 * was to end its container and is whole is all that is left of that container: its root filesystem, which nobody has
 * changed since, is copied, and it is given back as a record. null: it is to be removed (its container still runs).
 */
export async function finishPending(
  pending: PendingRecord,
  files: CheckpointFiles,
  layout: Layout,
): Promise<CheckpointRecord | null> {
  const { checkpoint, sourceRootfs, copiesRootfs } = pending
  await waitForOrphans(layout.container(checkpoint.container).dir, await runtimeProcesses())
  await endLeftPrograms(files.dir)
  const { options, imagePath, workPath } = checkpoint
  const isWhole =
    (await hasInventory(imagePath)) && (await readDumpEnd(join(workPath, DUMP_LOG))) === 'whole'
  if (!options.exit || options.preDump || !isWhole) return null
  await removeFolder(files.rootfs)
  const copied = copiesRootfs && (await isThere(sourceRootfs))
  if (copied) await copyRootfs(sourceRootfs, files.rootfs)
  return completeRecord(
    pending,
    copied ? files.rootfs : null,
    await readFrozenMs(join(workPath, STATS_DUMP)),
  )
}

/** The record of a checkpoint whose parts are all written. */
export async function completeRecord(
  { checkpoint, sourceRootfs, image, lower, consoleSize }: PendingRecord,
  rootfs: string | null,
  frozenMs: number | null,
): Promise<CheckpointRecord> {
  const size = imageBytes(checkpoint.imagePath) + (rootfs ? await diskUsage(rootfs) : 0)
  return {
    version: 1,
    sourceRootfs,
    image,
    lower,
    consoleSize,
    checkpoint: { ...checkpoint, rootfs, frozenMs, size },
  }
}
