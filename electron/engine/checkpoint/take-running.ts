import { join } from 'node:path'
import { AheadCopy } from '../bundle/ahead-copy.ts'
import { makeChosenFolder } from '../chosen-folder.ts'
import { isThere } from '../disk.ts'
import { sharedMappings } from '../inspect/shared-mappings.ts'
import { dump, frozenOf, leaveAsItWas, makeWorkFolder } from './dump.ts'
import { removeImages } from './images.ts'
import { type KeptConsole, keepConsole, withConsole } from './keep-console.ts'
import { completeRecord } from './pending.ts'
import type { CheckpointRecord, PendingRecord } from './record.ts'
import type { TakeInput } from './take.ts'

/** CRIU writes it where a process has a deleted file open, for which it may have made a link in the root filesystem. */
const LINKS = 'remap-fpath.img'

/**
 * A checkpoint of a container that runs on (or stays paused, if it was). Its root filesystem is copied before; what changed
 * since is taken while CRIU holds it still, so that it stands still for hardly longer than for the dump alone. What fails
 * leaves the container as it was.
 */
export async function takeAndRunOn(
  input: TakeInput,
  pending: PendingRecord,
): Promise<CheckpointRecord> {
  try {
    if (pending.copiesRootfs) return await takeWithFiles(input, pending)
    await dump(input, pending)
    const kept = await keepConsole(input, pending)
    return withConsole(await completeRecord(pending, null, await frozenOf(pending)), kept)
  } catch (error) {
    await leaveAsItWas(input)
    throw error
  }
}

async function takeWithFiles(input: TakeInput, pending: PendingRecord): Promise<CheckpointRecord> {
  const { context, progress, signal } = input
  const { checkpoint, sourceRootfs } = pending
  const { dir, rootfs } = context.checkpoints.files(checkpoint.id)
  progress({ phase: 'copying the root filesystem' })
  const places = { from: sourceRootfs, to: rootfs, scratch: join(dir, 'ahead') }
  const mapped = async () => sharedMappings(await input.pids())
  const copy = await AheadCopy.begin(places, mapped, signal)
  const takeRest = () => copy.takeRest(signal)
  let kept: KeptConsole | null = null
  const takeStill = async () => {
    const [console] = await Promise.all([keepConsole(input, pending), takeRest()])
    kept = console
  }
  const links = join(checkpoint.imagePath, LINKS)
  const isHeld = await dump(input, pending, {
    still: takeStill,
    written: async () => {
      progress({ phase: 'taking what changed' })
      if (await isThere(links)) await takeRest()
    },
  })
  const frozenMs = isHeld ? await frozenOf(pending) : await takePaused(input, pending, takeStill)
  progress({ phase: 'completing the copy' })
  await copy.complete(signal)
  const record = await completeRecord(pending, rootfs, frozenMs)
  return withConsole(record, kept ?? (await keepConsole(input, pending)))
}

/** Once more, where CRIU could not be held: the container is paused around the dump and `takeRest`. Gives how long it was, ms. */
async function takePaused(
  input: TakeInput,
  pending: PendingRecord,
  takeRest: () => Promise<void>,
): Promise<number> {
  const { runc, container, progress } = input
  const { imagePath, workPath } = pending.checkpoint
  await removeImages(imagePath)
  await makeChosenFolder(imagePath, 'options.imagePath')
  await makeWorkFolder(workPath)
  const frozenAt = performance.now()
  const pauses = container.state === 'running'
  progress({ phase: 'pausing' })
  if (pauses) await runc.pause(container.id)
  await dump(input, pending)
  await takeRest()
  progress({ phase: 'resuming' })
  if (pauses) await runc.resume(container.id)
  return performance.now() - frozenAt
}
