import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { ContainerLayout } from '../paths.ts'
import { run } from '../runtime/run.ts'
import { removeFolder } from './remove.ts'
import type { Spec, SpecMount } from './spec.ts'

/** What mount takes for the end of a folder's name. */
export const SEPARATORS = /[,:\\]/

/**
 * The config.json of an ordinary user's container that shares its image's files: runc mounts the overlay over its root
 * filesystem, before everything else, in the container's own user and mount namespaces, where the kernel lets it (5.11). It
 * is seen there alone, and goes with the container.
 */
export function withOwnOverlay(spec: Spec, layout: ContainerLayout, lower: string): Spec {
  const options = overlayOptions(layout, lower)
  const root = { destination: '/', type: 'overlay', source: 'overlay', options }
  return { ...spec, mounts: [root, ...(spec.mounts ?? [])] }
}

const overlayOptions = (layout: ContainerLayout, lower: string) => [
  'nodev',
  `lowerdir=${lower}`,
  `upperdir=${layout.upper()}`,
  `workdir=${layout.overlayWork()}`,
  // The other kind of attributes is root's.
  'userxattr',
]

/** The one of withOwnOverlay(). */
export const isOwnOverlay = ({ destination, type }: SpecMount): boolean =>
  destination === '/' && type === 'overlay'

/** Where the files of a container lie for who looks from outside, uppermost first. */
export function layersOf({ mounts }: Spec, rootfs: string): string[] {
  const own = mounts?.find(isOwnOverlay)
  const folder = (name: string) =>
    own?.options?.flatMap((option) =>
      option.startsWith(`${name}=`) ? [option.slice(name.length + 1)] : [],
    ) ?? []
  return own ? [...folder('upperdir'), ...folder('lowerdir')] : [rootfs]
}

/** Why an ordinary user's containers cannot share files below `dir`, as a clause; empty where they can. Tried once. */
export async function ownOverlayProblem(dir: string): Promise<string> {
  if (SEPARATORS.test(dir))
    return 'the folder of images has a comma, a colon or a backslash in its name'
  const trial = mkdtempSync(join(dir, '.staging-'))
  const layout = new ContainerLayout(trial)
  const base = join(trial, 'base')
  try {
    for (const folder of [base, layout.upper(), layout.overlayWork(), layout.ownRootfs()]) {
      mkdirSync(folder)
    }
    const options = overlayOptions(layout, base).join(',')
    const mount = ['mount', '-t', 'overlay', '-o', options, 'overlay', layout.ownRootfs()]
    await run(['unshare', '--map-root-user', '--mount', '--', ...mount])
    return ''
  } catch (error) {
    const said = (error as { details?: { said?: string } }).details?.said
    return `this kernel does not let an ordinary user mount overlayfs (${said ?? (error as Error).message})`
  } finally {
    await removeFolder(trial)
  }
}
