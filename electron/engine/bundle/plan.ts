import { mkdirSync } from 'node:fs'
import { rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { RuncibleError } from '../../../shared/errors.ts'
import type { CreateRequest, Image, Network, Warning } from '../../../shared/model.ts'
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
import { copyRootfs } from './copy.ts'
import type { Rootless } from './defaults.ts'
import { withImageAnnotations, withImageDefaults } from './image-defaults.ts'
import { withLoopbackHook } from './loopback.ts'
import { giveToIds, ownFolders, requireMappable } from './mapped-files.ts'
import { type FoundMounts, findMounts, type MountSurroundings } from './mounts.ts'
import { mountShared } from './overlay.ts'
import { SEPARATORS, withOwnOverlay } from './own-overlay.ts'
import { bundleRootfs, usableFolder, usableRootfs } from './probe.ts'
import { removeFolder } from './remove.ts'
import { readSpec, type Spec } from './spec.ts'
import { makeStarterRootfs, STARTER_ENV, STARTER_USERS } from './starter.ts'
import { readUserFiles, type UserFiles } from './user.ts'

/** An image that a container is made of: its root filesystem `base` is shared, or copied where it cannot be. */
export interface ChosenImage {
  image: Omit<Image, 'usedBy'>
  base: string
  shared: boolean
}

/** A checkpoint that a container is made of. */
interface Moment {
  config: Spec
  rootfs: string | null
  sourceRootfs: string
  /** where `rootfs` is what was changed of an image: that image, and its root filesystem */
  image?: { id: string; base: string } | null
  /** where `rootfs` is what was changed of a folder: that folder */
  lower?: string | null
  /** null: as config.json says */
  network?: Network | null
}

export interface PlanOptions {
  /** path of a static busybox; null where the machine has none */
  busybox: string | null
  /** what a checkpoint source stands for: its config.json, its copy of the root filesystem, and the folder it came from */
  checkpoint: Moment | null
  /** what an image source stands for */
  image?: ChosenImage | null
  /** absent: nothing can be mounted but folders and tmpfs */
  mounts?: MountSurroundings
  /** absent: as the bundle has it */
  cgroupsPath?: string
  /** null: started by root */
  rootless: Rootless | null
  /** in which the container's folder lies */
  stateDir?: string
  /** why a layer cannot lie over a folder here, as a clause; empty where it can */
  layerProblem?: string
  /** of another container whose network is shared, in /proc */
  networkPath?: string | undefined
  /** the names that it goes by there */
  networkNames?: NetworkNames | null
}

/** The image that a container was made of. `shared`: its own folder holds its changes alone. */
export interface UsedImage {
  id: string
  shared: boolean
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

/** A source that was looked at and found usable, before anything is written. */
interface FoundSource {
  base: Spec | null
  baseDir?: string
  rootfs: string
  users: UserFiles
  env?: string[]
  /** makes the container's own root filesystem; null where the source's folder is used as it is */
  make: ((dir: string) => Promise<void>) | null
  image?: UsedImage
  /** the folder of the user's that its changes lie over */
  lower?: string
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

async function findSource(
  { source, security }: CreateRequest,
  layout: ContainerLayout,
  options: PlanOptions,
): Promise<FoundSource> {
  switch (source.kind) {
    case 'starter':
      return starterSource(layout, options)
    case 'bundle':
      return layered(await bundleSource(source.path), source, layout, options, security)
    case 'rootfs':
      return layered(await rootfsSource(source.path), source, layout, options, security)
    case 'checkpoint':
      return checkpointSource(layout, options.checkpoint)
    case 'image':
      return imageSource(layout, options.image, security?.idMap !== undefined)
  }
}

function starterSource(layout: ContainerLayout, { busybox, rootless }: PlanOptions): FoundSource {
  if (!busybox) {
    throw new RuncibleError('unavailable', 'the starter needs a static busybox', {
      hint: 'Install it: apt-get install busybox-static. Bundles and folders work without it.',
      field: 'source',
    })
  }
  return {
    base: null,
    rootfs: layout.ownRootfs(),
    users: STARTER_USERS,
    env: STARTER_ENV,
    make: (dir) => makeStarterRootfs(dir, busybox, rootless),
  }
}

async function bundleSource(path: string): Promise<FoundSource> {
  const dir = await usableFolder(path, 'a bundle')
  const base = await readSpec(join(dir, 'config.json')).catch((error: unknown) => {
    if (!(error instanceof RuncibleError)) throw error
    throw new RuncibleError(error.code, error.message, { ...error.details, field: 'source.path' })
  })
  const rootfs = await bundleRootfs(dir, base)
  return { base, baseDir: dir, rootfs, users: await readUserFiles(rootfs), make: null }
}

async function rootfsSource(path: string): Promise<FoundSource> {
  const rootfs = await usableRootfs(path)
  return { base: null, rootfs, users: await readUserFiles(rootfs), make: null }
}

/** The same folder under a layer of the container's own, where one is asked for. */
function layered(
  found: FoundSource,
  { layer = false }: { layer?: boolean | undefined },
  layout: ContainerLayout,
  { layerProblem = '' }: PlanOptions,
  security: CreateRequest['security'],
): FoundSource {
  if (!layer) return found
  const lower = found.rootfs
  const refuse = (why: string) => {
    throw new RuncibleError('unsupported', `no layer can lie over ${lower}, because ${why}`, {
      field: 'source.layer',
      hint: 'Let changes go into the folder itself, or copy it and use the copy.',
    })
  }
  if (layerProblem) refuse(layerProblem)
  if (SEPARATORS.test(lower)) refuse('it has a comma, a colon or a backslash in its name')
  if (`${layout.dir}/`.startsWith(`${lower}/`)) refuse('Runcible keeps the layer in it')
  if (security?.idMap) refuse('its files belong to other ids than the container’s')
  return {
    ...found,
    rootfs: layout.ownRootfs(),
    lower,
    make: () => mountShared(layout, lower),
  }
}

async function checkpointSource(
  layout: ContainerLayout,
  checkpoint: PlanOptions['checkpoint'],
): Promise<FoundSource> {
  if (!checkpoint) {
    throw new RuncibleError('not-found', 'there is no such checkpoint', {
      field: 'source.checkpoint',
    })
  }
  const { config, rootfs, sourceRootfs, image, lower } = checkpoint
  const base = image?.base ?? (lower && (await usableRootfs(lower)))
  if (base) {
    const changes = rootfs ?? sourceRootfs
    return {
      base: config,
      rootfs: layout.ownRootfs(),
      users: await readUserFiles(base),
      ...(image ? { image: { id: image.id, shared: true } } : { lower: base }),
      make: async () => {
        await copyRootfs(changes, layout.upper())
        await mountShared(layout, base)
      },
    }
  }
  const from = await usableRootfs(rootfs ?? sourceRootfs)
  const users = await readUserFiles(from)
  if (!rootfs) return { base: config, rootfs: from, users, make: null }
  return { base: config, rootfs: layout.ownRootfs(), users, make: (dir) => copyRootfs(from, dir) }
}

/** With ids of its own (`mapped`) a container needs files of its own: those of the image belong to other ids. */
async function imageSource(
  layout: ContainerLayout,
  chosen: PlanOptions['image'],
  mapped: boolean,
): Promise<FoundSource> {
  if (!chosen) {
    throw new RuncibleError('not-found', 'there is no such image', { field: 'source.image' })
  }
  const { image, base } = chosen
  const shared = chosen.shared && !mapped
  return {
    base: null,
    rootfs: layout.ownRootfs(),
    users: await readUserFiles(base),
    image: { id: image.id, shared },
    make: shared ? () => mountShared(layout, base) : (dir) => copyRootfs(base, dir),
  }
}
