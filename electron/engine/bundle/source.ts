import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import type { CreateRequest, Image, Network } from '../../../shared/model.ts'
import type { ContainerLayout } from '../paths.ts'
import { copyRootfs } from './copy.ts'
import type { Rootless } from './defaults.ts'
import { mountShared } from './overlay.ts'
import { SEPARATORS } from './own-overlay.ts'
import { bundleRootfs, usableFolder, usableRootfs } from './probe.ts'
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

/** What sources stand for, and what this machine can make of them. */
export interface SourceOptions {
  /** path of a static busybox; null where the machine has none */
  busybox: string | null
  /** what a checkpoint source stands for: its config.json, its copy of the root filesystem, and the folder it came from */
  checkpoint: Moment | null
  /** what an image source stands for */
  image?: ChosenImage | null
  /** null: started by root */
  rootless: Rootless | null
  /** why a layer cannot lie over a folder here, as a clause; empty where it can */
  layerProblem?: string
}

/** The image that a container was made of. `shared`: its own folder holds its changes alone. */
export interface UsedImage {
  id: string
  shared: boolean
}

/** A source that was looked at and found usable, before anything is written. */
export interface FoundSource {
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

/** Throws as planBundle does, before anything is written. */
export async function findSource(
  { source, security }: CreateRequest,
  layout: ContainerLayout,
  options: SourceOptions,
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

function starterSource(layout: ContainerLayout, { busybox, rootless }: SourceOptions): FoundSource {
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
  { layerProblem = '' }: SourceOptions,
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
  checkpoint: SourceOptions['checkpoint'],
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
  chosen: SourceOptions['image'],
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
