import { join } from 'node:path'
import { AheadCopy } from '../bundle/ahead-copy.ts'
import { hasStandIns } from '../bundle/stand-ins.ts'
import { isThere } from '../disk.ts'
import { sharedMappings } from '../inspect/shared-mappings.ts'
import type { Held } from '../runtime/runc.ts'
import { clearFolders, dump, frozenOf, keepMounted, leaveAsItWas } from './dump.ts'
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
    const hasMounted = !input.options.preDump && (await hasStandIns(input.layout))
    const frozenMs = await (hasMounted ? takeStill(input, pending) : takeAlone(input, pending))
    const kept = await keepConsole(input, pending)
    return withConsole(await completeRecord(pending, null, frozenMs), kept)
  } catch (error) {
    await leaveAsItWas(input)
    throw error
  }
}

/** Gives how long it stood still, ms. */
async function takeAlone(input: TakeInput, pending: PendingRecord): Promise<number | null> {
  await dump(input, pending)
  return frozenOf(pending)
}

/** With what is mounted in it, and what else is to be done while it stands still. */
async function takeStill(
  input: TakeInput,
  pending: PendingRecord,
  work: Partial<Held> = {},
): Promise<number | null> {
  const still = async () => {
    await Promise.all([keepMounted(input, pending), work.still?.()])
  }
  const written = async () => work.written?.()
  const isHeld = await dump(input, pending, { still, written })
  return isHeld ? frozenOf(pending) : takePaused(input, pending, still)
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
  const links = join(checkpoint.imagePath, LINKS)
  const frozenMs = await takeStill(input, pending, {
    still: async () => {
      const [console] = await Promise.all([keepConsole(input, pending), takeRest()])
      kept = console
    },
    written: async () => {
      progress({ phase: 'taking what changed' })
      if (await isThere(links)) await takeRest()
    },
  })
  progress({ phase: 'completing the copy' })
  await copy.complete(signal)
  const record = await completeRecord(pending, rootfs, frozenMs)
  return withConsole(record, kept ?? (await keepConsole(input, pending)))
}

/** Once more, where CRIU could not be held: the container is paused around the dump and `still`. Gives how long it was, ms. */
async function takePaused(
  input: TakeInput,
  pending: PendingRecord,
  still: () => Promise<void>,
): Promise<number> {
  const { runc, container, progress } = input
  await clearFolders(pending)
  const frozenAt = performance.now()
  const pauses = container.state === 'running'
  progress({ phase: 'pausing' })
  if (pauses) await runc.pause(container.id)
  await dump(input, pending)
  await still()
  progress({ phase: 'resuming' })
  if (pauses) await runc.resume(container.id)
  return performance.now() - frozenAt
}
