import { readdir } from 'node:fs/promises'
import type { Progress } from '../../../shared/contract.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import type {
  Checkpoint,
  CheckpointOptions,
  Container,
  ContainerRef,
  Preflight,
} from '../../../shared/model.ts'
import { copyRootfs } from '../bundle/copy.ts'
import { removeFolder } from '../bundle/remove.ts'
import { makeChosenFolder } from '../chosen-folder.ts'
import type { ConsoleText } from '../console/console-text.ts'
import type { ContainerLayout } from '../paths.ts'
import type { Runc } from '../runtime/runc.ts'
import { dump, frozenOf, keepMounted, leaveAsItWas, makeWorkFolder } from './dump.ts'
import { explainFullDisk } from './full-disk.ts'
import { keepConsole, withConsole } from './keep-console.ts'
import { requireInReach } from './out-of-reach.ts'
import { completeRecord } from './pending.ts'
import type { CheckpointRecord, PendingRecord } from './record.ts'
import type { CheckpointStore } from './store.ts'
import { takeAndRunOn } from './take-running.ts'

/** What is told of a moment beside its parts. */
export type MomentAbout = Pick<
  Checkpoint,
  'lostExecs' | 'trigger' | 'from' | 'processes' | 'leftOut'
>

export interface TakeInput {
  runc: Runc
  /** the engine's store, its look at the machine, and who hears of what went wrong beside the checkpoint itself */
  context: {
    checkpoints: CheckpointStore
    preflight(): Promise<Preflight>
    journal: { note(action: string, container: ContainerRef, note: string): void }
  }
  container: Container
  /** its root filesystem lies in its own folder, so the checkpoint takes a copy along */
  ownsRootfs: boolean
  /** the image that it shares a root filesystem of: the copy is of its changes alone */
  image: string | null
  /** the folder that its changes lie over: the copy is of those alone */
  lower: string | null
  layout: ContainerLayout
  options: CheckpointOptions
  about: MomentAbout
  /** all that ran in it as it began */
  inside: readonly number[]
  /** all that run in it now */
  pids(): Promise<number[]>
  /** what its console shows now; null: it has none */
  console(): Promise<ConsoleText | null>
  signal: AbortSignal
  progress(value: Progress): void
}

/**
 * Takes a checkpoint with `runc checkpoint` (containerd's options). A root filesystem of Runcible's own is copied in the
 * same moment: see take-running.ts for a container that runs on; one that ends changes nothing any more, and its copy comes
 * after the dump, because CRIU leaves links to deleted files in the root filesystem that a restore needs.
 * Throws `checkpoint-failed` with the line of CRIU's log that matters (the log is kept as dump.log in the container's
 * folder), `unsupported` without root, and for pre-dumps where the kernel cannot, `invalid-input` for a folder in use, `cancelled`. A
 * failure leaves nothing of the checkpoint, and the container as it was.
 */
export async function takeCheckpoint(input: TakeInput): Promise<Checkpoint> {
  const { context, signal } = input
  requireRoot()
  await requireMemoryTracking(input)
  requireInReach(input.inside)
  const pending = await plan(input)
  if (pending.checkpoint.options.imagePath)
    await requireEmptyFolder(pending.checkpoint.options.imagePath)
  signal.throwIfAborted()
  const inWords = (error: unknown) => explainFullDisk(error, failedIn(pending.checkpoint.imagePath))
  const discard = async (error: unknown): Promise<never> => {
    const explained = await inWords(error)
    await context.checkpoints.discard(pending)
    throw explained
  }
  await context.checkpoints.begin(pending, input.layout.config()).catch(async (error: unknown) => {
    throw await inWords(error)
  })
  const complete = await writeImages(input, pending).catch(discard)
  const write = async () => {
    const record = await complete()
    await context.checkpoints.write(record)
    return record.checkpoint
  }
  // Of a container that has ended with it this is all that is left: the next engine completes it.
  return pending.checkpoint.options.exit ? write() : write().catch(discard)
}

const failedIn = (folder: string) =>
  ({ code: 'checkpoint-failed', what: 'the checkpoint failed', folder }) as const

/** Gives what makes the record of the written images; where the container has ended, a failure of that loses nothing. */
async function writeImages(
  input: TakeInput,
  pending: PendingRecord,
): Promise<() => Promise<CheckpointRecord>> {
  const { id, imagePath, workPath } = pending.checkpoint
  const own = input.context.checkpoints.files(id)
  if (imagePath !== own.images) await makeChosenFolder(imagePath, 'options.imagePath')
  if (workPath !== own.work) await makeWorkFolder(workPath)
  if (input.options.exit && !input.options.preDump) return takeLast(input, pending)
  const record = await takeAndRunOn(input, pending)
  return () => Promise.resolve(record)
}

/** Where it will lie and what it will say, before anything is done. */
async function plan({
  context,
  container,
  ownsRootfs,
  image,
  lower,
  ...input
}: TakeInput): Promise<PendingRecord> {
  const { options, about } = input
  const { checkpoints } = context
  const { namespace, id: containerId, runtime } = container
  const { id, name } = checkpoints.propose(container)
  if (options.parent) checkpoints.get(options.parent)
  const files = checkpoints.files(id)
  const checkpoint: Checkpoint = {
    id,
    name: options.name?.trim() || name,
    container: { namespace, id: containerId },
    createdAt: new Date().toISOString(),
    options,
    imagePath: options.imagePath ?? files.images,
    workPath: options.workPath ?? runtime.criuWorkPath ?? files.work,
    size: 0,
    frozenMs: null,
    rootfs: null,
    restorable: !options.preDump,
    terminal: container.terminal,
    args: container.args,
    network: container.network,
    restoreLog: null,
    note: '',
    pinned: false,
    lastLines: [],
    hostname: container.hostname,
    limits: container.limits,
    stored: null,
    storing: null,
    unreadable: null,
    ...about,
  }
  const copiesRootfs = (ownsRootfs || options.copyFiles) && !options.preDump
  const sourceRootfs = image || lower ? input.layout.upper() : container.rootfs
  return { version: 1, checkpoint, sourceRootfs, image, lower, copiesRootfs, consoleSize: null }
}

/** CRIU, as runc calls it, ends with a bare number for an ordinary user. */
function requireRoot(): void {
  if (process.getuid?.() === 0) return
  throw new RuncibleError('unsupported', 'a checkpoint cannot be taken here: CRIU needs root', {
    hint: 'Run Runcible as root.',
  })
}

async function requireMemoryTracking({ options, context }: TakeInput): Promise<void> {
  if (!options.preDump && !options.parent) return
  const { ok, reason } = (await context.preflight()).features.preDump
  if (ok) return
  const what = options.preDump ? 'a pre-dump' : 'a checkpoint on top of another'
  throw new RuncibleError('unsupported', `${what} cannot be taken here: ${reason}`, {
    hint: 'Take a whole checkpoint instead.',
    field: options.preDump ? 'options.preDump' : 'options.parent',
  })
}

/**
 * CRIU mixes its images with what lies there already, so a chosen folder must be empty. Looked at before anything is made,
 * since a failure later on removes the images that are in it.
 */
async function requireEmptyFolder(path: string): Promise<void> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new RuncibleError('invalid-input', `${path} cannot hold images: ${error.message}`, {
      field: 'options.imagePath',
      hint: 'Choose an empty folder, or one that does not exist yet.',
    })
  })
  if (names.length === 0) return
  throw new RuncibleError('invalid-input', `${path} is not empty`, {
    field: 'options.imagePath',
    hint: 'Choose an empty folder, or one that does not exist yet.',
  })
}

/**
 * The container ends with it: what follows the dump cannot be cancelled, and an engine that dies in it finds the images
 * and the container's root filesystem as they are.
 */
async function takeLast(
  input: TakeInput,
  pending: PendingRecord,
): Promise<() => Promise<CheckpointRecord>> {
  try {
    await dump(input, pending)
  } catch (error) {
    await leaveAsItWas(input)
    throw error
  }
  return async () => {
    const copied = pending.copiesRootfs ? copyIfPossible(input, pending) : null
    const [rootfs, kept, frozenMs] = await Promise.all([
      copied,
      keepConsole(input, pending),
      frozenOf(pending),
      keepMounted(input, pending),
    ])
    return withConsole(await completeRecord(pending, rootfs, frozenMs), kept)
  }
}

async function copy(
  { context, progress }: TakeInput,
  { checkpoint, sourceRootfs }: PendingRecord,
  signal?: AbortSignal,
): Promise<string> {
  progress({ phase: 'copying the root filesystem' })
  const { rootfs } = context.checkpoints.files(checkpoint.id)
  await copyRootfs(sourceRootfs, rootfs, signal)
  return rootfs
}

/** The images are there and the container is not: a copy that fails leaves a checkpoint that shares the folder. */
async function copyIfPossible(input: TakeInput, pending: PendingRecord): Promise<string | null> {
  const { context, container } = input
  try {
    return await copy(input, pending)
  } catch (error) {
    await removeFolder(context.checkpoints.files(pending.checkpoint.id).rootfs)
    const why =
      error instanceof RuncibleError ? (error.details.said ?? error.message) : String(error)
    context.journal.note(
      'checkpoint',
      container,
      `“${pending.checkpoint.name}” has no copy of the root filesystem and shares the container’s: ${why}`,
    )
    return null
  }
}
