import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isThere } from '../disk.ts'
import type { ContainerLayout } from '../paths.ts'
import { copyRootfs } from './copy.ts'
import { removeFolder } from './remove.ts'
import type { Spec, SpecMount } from './spec.ts'

/**
 * What Podman mounts into each container out of its own storage. CRIU wants a mount at the same place again, so a container
 * that is restored here has one of its own.
 */
const STAND_INS = {
  '/run/.containerenv': { name: 'containerenv', isFolder: false },
  '/dev/shm': { name: 'shm', isFolder: true },
} as const

const standInAt = (destination: string) =>
  Object.hasOwn(STAND_INS, destination)
    ? STAND_INS[destination as keyof typeof STAND_INS]
    : undefined

/** Where the one at `destination` lies of a container; null: there is none for that. */
export function standInOf(layout: ContainerLayout, destination: string): string | null {
  const found = standInAt(destination)
  return found ? join(layout.standIns(), found.name) : null
}

/** Is it a mount of such a one, of that container or of another whose moment this config.json comes from? */
const isStandIn = ({ destination, source }: SpecMount, layout: ContainerLayout): boolean => {
  const found = standInAt(destination)
  const folder = source && dirname(source)
  if (!found || !folder?.endsWith('/stand-ins')) return false
  return dirname(dirname(dirname(folder))) === dirname(dirname(layout.dir))
}

/** The config.json of a moment names those of the container that it was taken of: here its own instead. */
export const withOwnStandIns = (spec: Spec, layout: ContainerLayout): Spec => ({
  ...spec,
  mounts: spec.mounts?.map((mount) =>
    isStandIn(mount, layout)
      ? { ...mount, source: standInOf(layout, mount.destination) ?? undefined }
      : mount,
  ),
})

/** Makes those that a config.json names, as they were at the moment that `from` was kept of; it need not be there. */
export async function makeStandIns(
  spec: Spec,
  layout: ContainerLayout,
  from: string,
): Promise<void> {
  const wanted = (spec.mounts ?? []).filter((mount) => isStandIn(mount, layout))
  if (wanted.length === 0) return
  await removeFolder(layout.standIns())
  if (await isThere(from)) await copyRootfs(from, layout.standIns())
  else await mkdir(layout.standIns())
  await chmod(layout.standIns(), 0o711)
  for (const { destination, source = '' } of wanted) {
    if (await isThere(source)) continue
    const isFolder = standInAt(destination)?.isFolder
    await (isFolder ? mkdir(source) : writeFile(source, ''))
    await chmod(source, isFolder ? 0o1777 : 0o644)
  }
}

export const hasStandIns = (layout: ContainerLayout): Promise<boolean> => isThere(layout.standIns())

/** Keeps them beside a moment, in the place of what was kept there before; nothing where it has none. */
export async function keepStandIns(layout: ContainerLayout, to: string): Promise<void> {
  if (!(await hasStandIns(layout))) return
  await removeFolder(to)
  await copyRootfs(layout.standIns(), to)
}
