import { mkdirSync } from 'node:fs'
import { rmdir } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { RuncibleError } from '../../../shared/errors.ts'
import type { CreateRequest, Network, Warning } from '../../../shared/model.ts'
import { writeJson } from '../atomic.ts'
import {
  type NetworkNames,
  removeNetworkFiles,
  writeNetworkFiles,
  writeResolversInto,
} from '../network/files.ts'
import { namespaceOf, networkWith, withFilesOf } from '../network/planned.ts'
import type { ContainerLayout } from '../paths.ts'
import { cgroupVersion } from '../runtime/cgroup.ts'
import { composeSpec, hasOwnNamespace } from './compose.ts'
import { withImageAnnotations, withImageDefaults } from './image-defaults.ts'
import { withLoopbackHook } from './loopback.ts'
import { giveToIds, ownFolders, requireMappable } from './mapped-files.ts'
import { type FoundMounts, findMounts, type MountSurroundings } from './mounts.ts'
import { withOwnOverlay } from './own-overlay.ts'
import { removeFolder } from './remove.ts'
import { type FoundSource, findSource, type SourceOptions, type UsedImage } from './source.ts'
import type { Spec } from './spec.ts'

export interface PlanOptions extends SourceOptions {
  /** absent: nothing can be mounted but folders and tmpfs */
  mounts?: MountSurroundings
  /** absent: as the bundle has it */
  cgroupsPath?: string
  /** in which the container's folder lies */
  stateDir?: string
  /** of another container whose network is shared, in /proc */
  networkPath?: string | undefined
  /** the names that it goes by there */
  networkNames?: NetworkNames | null
}

/** The bundle of a new container, of which nothing is written yet. */
export interface PlannedBundle {
  spec: Spec
  rootfs: string
  /** the root filesystem lies in the container's own folder and goes with it */
  ownsRootfs: boolean
  image: UsedImage | null
  /** the folder that its own changes lie over */
  lower: string | null
  warnings: Warning[]
  network: Network
  /** Makes the bundle folder, config.json and the container's own root filesystem. What fails leaves none of them. */
  make(): Promise<void>
}

/**
 * The bundle of a new container: config.json, and its own root filesystem where the source is the starter or a checkpoint
 * that has one. Throws `invalid-input`, `not-found` or `permission-denied` with the field at fault, or `unavailable`
 * without busybox.
 */
export async function planBundle(
  request: CreateRequest,
  layout: ContainerLayout,
  options: PlanOptions,
): Promise<PlannedBundle> {
  const source = await findSource(request, layout, options)
  const chosen = request.source.kind === 'image' ? options.image?.image : null
  const network = request.network ?? options.checkpoint?.network ?? undefined
  const asked = { ...request, network }
  const wanted = chosen ? withImageDefaults(asked, chosen.config) : asked
  const ownsRootfs = source.make !== null
  const { rootless, mounts } = options
  const found = await findMounts(wanted, chosen?.config.volumes ?? [], rootless, mounts)
  const bare = compose(wanted, source, options, found)
  const composed = await withFilesOf(bare, asked, layout, ownsRootfs)
  const annotated = chosen ? withImageAnnotations(composed, chosen) : composed
  const below = source.image?.shared ? options.image?.base : source.lower
  const lower = rootless && below
  const spec = lower ? withOwnOverlay(annotated, layout, lower) : annotated
  // What runc mounts for an ordinary user is seen by nobody else; a new container has nothing but its image's files.
  const files = source.make && (lower || source.rootfs)
  const own = ownFolders(layout, options.stateDir)
  requireMappable(spec, request, source, own)
  const planned = networkWith(spec, network)
  const name = () => writeNetworkFiles(spec, layout, planned, options.networkNames ?? null)
  return {
    spec,
    network: planned,
    rootfs: source.rootfs,
    ownsRootfs,
    image: source.image ?? null,
    lower: source.lower ?? null,
    warnings: found.warnings,
    make: () =>
      makeBundle(layout, source, spec, own, async () => {
        await mounts?.volumes.prepare(found.volumes, files)
        await name()
        if (request.source.kind === 'checkpoint' && ownsRootfs)
          await writeResolversInto(spec, planned)
      }),
  }
}

async function makeBundle(
  layout: ContainerLayout,
  source: FoundSource,
  spec: Spec,
  own: readonly string[],
  prepareVolumes: () => Promise<void> | undefined,
): Promise<void> {
  const isNew = mkdirSync(layout.dir, { recursive: true, mode: 0o700 })
  mkdirSync(layout.bundle(), { mode: 0o700 })
  try {
    if (source.make) await source.make(layout.ownRootfs())
    await giveToIds(spec, source, own)
    await prepareVolumes()
    await writeJson(layout.config(), spec)
  } catch (error) {
    await removeFolder(layout.ownRootfs())
    await removeNetworkFiles(layout)
    const made = [layout.bundle(), layout.upper(), layout.overlayWork()]
    await Promise.all(made.map(removeFolder))
    if (isNew) await rmdir(layout.dir).catch(() => {})
    throw error
  }
}

function compose(
  request: CreateRequest,
  source: FoundSource,
  options: PlanOptions,
  found: FoundMounts,
): Spec {
  const spec = composeSpec(source.base, request, {
    rootfs: source.rootfs,
    baseDir: source.baseDir,
    users: source.users,
    env: source.env ?? [],
    cgroupsPath: options.cgroupsPath,
    rootless: options.rootless,
    found,
    networkPath: options.networkPath,
    cgroupNamespace: cgroupVersion() === 'v2',
  })
  if (request.source.kind !== 'checkpoint' || !source.base) return spec
  refuseChanges(source.base, spec)
  return withLoopbackHook(spec)
}

/** A restored process is what it was: only its host name, limits, folders, ids and what a network leads to can be chosen anew. */
function refuseChanges(moment: Spec, wanted: Spec): void {
  const parts: [field: string, what: string, of: (spec: Spec) => unknown][] = [
    ['process', 'the process', (spec) => spec.process],
    // One that is the machine's, or another's, is not this container's to choose.
    ['hostname', 'the host name', (spec) => (hasOwnNamespace(spec, 'uts') ? null : spec.hostname)],
    ['network', 'the network', namespacesOf],
    ['readonlyRootfs', 'the root filesystem’s mode', (spec) => spec.root.readonly ?? false],
    ['mounts', 'the set of mounts', (spec) => spec.mounts],
    ['devices', 'the set of devices', (spec) => spec.linux?.devices],
  ]
  for (const [field, what, of] of parts) {
    if (isDeepStrictEqual(plain(of(moment)), plain(of(wanted)))) continue
    throw new RuncibleError(
      'invalid-input',
      `${what} of a restored container is the checkpoint’s and cannot be chosen`,
      { field, hint: 'Leave it as it is, or change it inside once the container runs.' },
    )
  }
}

/** Which namespace it joins may be another one than then: that of the moment may be gone. */
const namespacesOf = (spec: Spec) => [
  namespaceOf(spec),
  spec.linux?.namespaces?.filter(({ type }) => type !== 'network'),
]

const plain = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value))
