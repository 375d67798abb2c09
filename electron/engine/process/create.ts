import { mkdirSync } from 'node:fs'
import { RuncibleError } from '../../../shared/errors.ts'
import type {
  Checkpoint,
  CreateRequest,
  Limits,
  RuntimeOptions,
  Source,
} from '../../../shared/model.ts'
import { limitsOf } from '../bundle/compose.ts'
import { type PlannedBundle, type PlanOptions, planBundle } from '../bundle/plan.ts'
import type { Spec } from '../bundle/spec.ts'
import { rootlessUser } from '../bundle/subids.ts'
import { requireRoom } from '../checkpoint/restore.ts'
import { NO_RESTARTS } from '../groups/restart-policy.ts'
import type { ContainerLayout } from '../paths.ts'
import { writeRecord } from '../record.ts'
import type { EngineContext } from './context.ts'
import type { ContainerMetadata } from './metadata.ts'
import { networkOwner, networkPathOf, requireNetwork } from './network.ts'
import { cgroupsPathOf, requirePrograms } from './programs.ts'

/**
 * Makes the folders, the root filesystem and config.json of a new container. Its metadata says `creating` first, so that
 * an engine that dies here finds it and undoes it.
 */
export async function prepareContainer(
  context: EngineContext,
  request: CreateRequest,
  layout: ContainerLayout,
): Promise<ContainerMetadata> {
  refuseIoOwner(request.runtime)
  requirePrograms(context, request.runtime)
  const options = await bundleOptions(context, request)
  const bundle = await planBundle(request, layout, options)
  await requireNetwork(context, request, bundle.network)
  for (const dir of [layout.exits(), layout.conmonWork(), layout.execs()]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  }
  const meta = withBundle(intentOf(context, request), bundle)
  await writeRecord(layout.metadata(), meta)
  await bundle.make()
  if (bundle.image?.shared === false) await noteCopy(context, request)
  return meta
}

async function noteCopy(context: EngineContext, request: CreateRequest): Promise<void> {
  const why = (await context.images.sharingProblem()) || 'its ids are not the machine’s'
  context.journal.note('create', request, `it has a copy of its image’s files, because ${why}`)
}

/** What bundle/ needs to know of the engine, for a create and for its preview. */
export async function bundleOptions(
  context: EngineContext,
  request: CreateRequest,
): Promise<PlanOptions> {
  const { source } = request
  const checkpoint =
    source.kind === 'checkpoint' ? await momentOf(context, source.checkpoint, request.limits) : null
  const network = request.network ?? checkpoint?.network
  return {
    busybox: context.programs.busybox,
    cgroupsPath: cgroupsPathOf(context, request, request.runtime),
    rootless: await rootlessUser(),
    mounts: mountSurroundings(context),
    stateDir: context.layout.folders.state,
    checkpoint,
    networkPath: network ? networkPathOf(context, request, network) : undefined,
    networkNames: network ? await networkOwner(context, request, network) : null,
    image: source.kind === 'image' ? await chosenImage(context, source.image) : null,
    layerProblem: isLayered(source) ? await context.images.sharingProblem() : '',
  }
}

const isLayered = (source: Source) => 'layer' in source && source.layer === true

/** What mounts and their dialog are told of the engine. */
export const mountSurroundings = ({ volumes, layout }: EngineContext) => ({
  volumes,
  own: [layout.folders.state, layout.folders.run],
})

async function momentOf(context: EngineContext, id: string, limits: Limits) {
  const checkpoint = restorableCheckpoint(context, id)
  await requireRoom(checkpoint, limits)
  const { network } = checkpoint
  const moment = await context.checkpoints.moment(id)
  const { image } = moment
  return {
    ...moment,
    network,
    image: image ? { id: image, base: context.images.rootfs(image) } : null,
  }
}

async function chosenImage(context: EngineContext, name: string) {
  const { image } = context.images.find(name)
  const shared = (await context.images.sharingProblem()) === ''
  return { image, base: context.images.rootfs(image.id), shared }
}

/** A checkpoint that a container can be made of. Throws `not-found`, or `failed-precondition` for a pre-dump. */
export function restorableCheckpoint(context: EngineContext, id: string): Checkpoint {
  const checkpoint = context.checkpoints.get(id)
  if (checkpoint.restorable) return checkpoint
  throw new RuncibleError(
    'failed-precondition',
    `“${checkpoint.name}” holds memory alone and cannot be restored`,
    { hint: 'It is the base of a later checkpoint; restore that one.' },
  )
}

/** conmon opens the pipes itself and cannot give them away: said, rather than silently ignored. */
function refuseIoOwner({ ioUid, ioGid }: RuntimeOptions): void {
  if (ioUid === undefined && ioGid === undefined) return
  throw new RuncibleError('unsupported', 'conmon cannot give the pipes to another owner', {
    field: 'runtime.ioUid',
    hint: 'Leave the owner of the pipes empty: conmon opens them with mode 0777 for everybody inside.',
  })
}

function intentOf(context: EngineContext, request: CreateRequest): ContainerMetadata {
  const now = new Date().toISOString()
  return {
    version: 1,
    namespace: request.namespace,
    id: request.id,
    phase: 'creating',
    bootId: context.bootId,
    request,
    createdAt: now,
    startedAt: null,
    since: now,
    state: 'created',
    exit: null,
    init: null,
    monitor: null,
    rootfs: '',
    ownsRootfs: false,
    image: null,
    lower: null,
    args: [],
    cwd: '/',
    user: '',
    hostname: '',
    terminal: false,
    network: { kind: 'own' },
    readonlyRootfs: false,
    limits: request.limits,
    stdinClosed: request.stdin === 'none',
    restore:
      request.source.kind === 'checkpoint'
        ? { checkpoint: request.source.checkpoint, options: {} }
        : null,
    moment: request.source.kind === 'checkpoint' ? request.source.checkpoint : null,
    automatic: null,
    filling: null,
    rerunning: false,
    rewinding: null,
    recreating: null,
    restarts: NO_RESTARTS,
    endingCheckpoint: false,
    pausedForCheckpoint: false,
  }
}

/** The metadata that a create of `request` with `spec` would write, for its preview. */
export const plannedMetadata = (
  context: EngineContext,
  request: CreateRequest,
  { spec, network }: PlannedBundle,
) =>
  withBundle(intentOf(context, request), {
    spec,
    rootfs: spec.root.path,
    ownsRootfs: false,
    image: null,
    lower: null,
    network,
  })

const withBundle = (
  intent: ContainerMetadata,
  { spec, rootfs, ownsRootfs, image, lower, network }: Omit<PlannedBundle, 'make' | 'warnings'>,
): ContainerMetadata => ({ ...intent, rootfs, ownsRootfs, image, lower, network, ...shownOf(spec) })

/** What windows show of it comes from the config.json that is used, not from what was asked. */
export function shownOf(spec: Spec) {
  const { process } = spec
  return {
    args: process.args,
    cwd: process.cwd,
    user: `${process.user.uid}:${process.user.gid}`,
    hostname: spec.hostname ?? '',
    terminal: process.terminal ?? false,
    limits: limitsOf(spec),
    readonlyRootfs: spec.root.readonly ?? false,
  }
}
