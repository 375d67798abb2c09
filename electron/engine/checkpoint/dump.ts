import { rmSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import type { CheckpointOptions } from '../../../shared/model.ts'
import { keepStandIns } from '../bundle/stand-ins.ts'
import { makeChosenFolder } from '../chosen-folder.ts'
import { locksByNftables } from '../runtime/criu.ts'
import { DUMP_LOG, STATS_DUMP } from '../runtime/criu-args.ts'
import { openNetwork } from '../runtime/network-lock.ts'
import type { Held, Runc } from '../runtime/runc.ts'
import { readRuntimeState } from '../runtime/state-file.ts'
import { which } from '../runtime/which.ts'
import { CGROUP_WENT } from './criu-errors.ts'
import { readDumpEnd } from './dump-end.ts'
import { explainCriuLog } from './explain.ts'
import { memoryOf } from './forecast.ts'
import { removeImages } from './images.ts'
import { watchImages } from './progress.ts'
import type { PendingRecord } from './record.ts'
import { readFrozenMs } from './stats-dump.ts'
import type { TakeInput } from './take.ts'

/** A chosen work folder may hold the log of an earlier dump, which must not be read as this one's. */
export async function makeWorkFolder(path: string): Promise<void> {
  await makeChosenFolder(path, 'options.workPath')
  for (const name of [DUMP_LOG, STATS_DUMP]) await rm(join(path, name), { force: true })
}

/** So often CRIU is asked where another container's end came between. */
const TRIES = 3

/**
 * Has CRIU write the images, again where another container's end came between. Gives whether `held` was done while everything
 * stood still. Throws what CRIU's log says of a failure; the log is kept in the container's folder.
 */
export async function dump(
  input: TakeInput,
  pending: PendingRecord,
  held?: Held,
): Promise<boolean> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await dumpOnce(input, pending, held)
    } catch (error) {
      const passes = error instanceof RuncibleError && CGROUP_WENT.test(error.details.said ?? '')
      if (!passes || left === 0 || input.signal.aborted) throw error
      await leaveAsItWas(input)
      await clearFolders(pending)
    }
  }
}

/** Of what a dump that failed wrote, so that the next one begins with nothing. */
export async function clearFolders({ checkpoint }: PendingRecord): Promise<void> {
  const { imagePath, workPath } = checkpoint
  await removeImages(imagePath)
  await makeChosenFolder(imagePath, 'options.imagePath')
  await makeWorkFolder(workPath)
}

async function dumpOnce(
  input: TakeInput,
  { checkpoint, copiesRootfs }: PendingRecord,
  held?: Held,
): Promise<boolean> {
  const { context, container, options, layout, progress, runc, signal } = input
  const { imagePath, workPath } = checkpoint
  const kept = join(layout.dir, DUMP_LOG)
  rmSync(kept, { force: true })
  const args = {
    imagePath,
    workPath,
    ...(options.parent && { parentPath: context.checkpoints.get(options.parent).imagePath }),
    leaveRunning: !options.exit,
    preDump: options.preDump,
    tcpEstablished: options.allowOpenTcp,
    extUnixSk: options.allowExternalUnixSockets,
    shellJob: options.allowTerminal,
    fileLocks: options.fileLocks,
    emptyNs: options.emptyNamespaces,
    settings: [
      ...settingsFor(options, copiesRootfs && (options.exit || held !== undefined)),
      ...(await lockOf(runc)),
    ],
  }
  const dumping = runc.checkpoint(container.id, args, {
    // One that ends its container cannot be stopped midway: CRIU may have ended it already.
    ...(!options.exit && { signal }),
    ...(held && { held }),
  })
  // Beside runc's own beginning: how far it is nobody reads before that.
  const expected = memoryOf(input.inside)
  const stop = watchImages(imagePath, (done) =>
    progress({
      phase: 'writing memory',
      done,
      ...(expected > 0 && { total: Math.max(done, expected) }),
      unit: 'bytes',
    }),
  )
  try {
    return await dumping
  } catch (error) {
    await copyFile(join(workPath, DUMP_LOG), kept).catch(() => {})
    throw explainCriuLog(kept, 'dump', error)
  } finally {
    stop()
  }
}

/**
 * What is mounted in the place of another engine's is part of the moment: to be kept while its container stands still, or once
 * that has ended. Where that fails, the moment stands without.
 */
export async function keepMounted(
  { context, container, layout }: TakeInput,
  { checkpoint: { id, name } }: PendingRecord,
): Promise<void> {
  try {
    await keepStandIns(layout, context.checkpoints.files(id).standIns)
  } catch (error) {
    context.journal.note(
      'checkpoint',
      container,
      `“${name}” has nothing of what was in /dev/shm: ${(error as Error).message}`,
    )
  }
}

/**
 * A deleted file with another name is found again by a link that CRIU makes beside it, and takes away where the container runs
 * on: in a root filesystem of somebody else's, or where CRIU cannot be held, it would not be there at the restore, or stay for
 * ever.
 */
const settingsFor = (options: CheckpointOptions, takesLinks: boolean): string[] => [
  ...(takesLinks ? ['link-remap'] : []),
  ...(options.largeDeletedFiles ? ['ghost-limit 2G'] : []),
]

/**
 * How CRIU closes the container's network while it dumps, which it then takes for the restore too. The last of several settings
 * counts, and what the machine's own say of it comes before.
 */
async function lockOf({ options }: Runc): Promise<string[]> {
  const criu = options.criu ?? (await which('criu'))
  return criu && (await locksByNftables(criu)) ? ['network-lock nftables'] : []
}

export const frozenOf = ({ checkpoint }: PendingRecord) =>
  readFrozenMs(join(checkpoint.workPath, STATS_DUMP))

/** After a failure: running or paused as before, its network open. CRIU gives both back, unless it was killed in it. */
export async function leaveAsItWas({ runc, container, context, layout }: TakeInput): Promise<void> {
  try {
    const state = await readRuntimeState(runc.options.root, container.id, runc)
    if (container.state === 'running' && state?.status === 'paused') await runc.resume(container.id)
    if (container.state === 'paused' && state?.status === 'running') await runc.pause(container.id)
    if (container.pid !== null && (await readDumpEnd(join(layout.dir, DUMP_LOG))) === 'cut-off')
      await openNetwork(container.pid)
  } catch (error) {
    context.journal.note(
      'checkpoint',
      container,
      `it could not be brought back to ${container.state}: ${(error as Error).message}`,
    )
  }
}
