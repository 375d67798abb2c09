import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import type { Progress } from '../../../shared/contract.ts'
import { copyLayers, copyRootfs } from '../bundle/copy.ts'
import { isOwnOverlay, layersOf } from '../bundle/own-overlay.ts'
import type { Spec, SpecMount } from '../bundle/spec.ts'
import { diskUsage } from '../checkpoint/images.ts'
import { watchFolder } from './watch-folder.ts'

export interface BundleInput {
  spec: Spec
  rootfs: string
  /** the engine's folder, which the bundle must do without */
  state: string
  /** the new folder */
  to: string
  signal: AbortSignal
  progress(value: Progress): void
}

/**
 * Writes a container as a bundle that plain runc runs: `rootfs`, copied with owners, modes, links and attributes, and
 * config.json without what holds on this engine alone. Gives its bytes, and in words what is otherwise in it.
 */
export async function writeBundle({
  spec,
  rootfs,
  state,
  to,
  signal,
  progress,
}: BundleInput): Promise<{ bytes: number; notes: string[] }> {
  mkdirSync(to, { mode: 0o700 })
  const layers = layersOf(spec, rootfs)
  const isApart = layers.length > 1
  const phase = 'copying the root filesystem'
  // What of the lower layers is hidden is not known before.
  const total = isApart ? undefined : await diskUsage(rootfs)
  const stop = watchFolder(join(to, 'rootfs'), phase, total, progress)
  try {
    const copy = join(to, 'rootfs')
    if (isApart) await copyLayers({ layers, at: rootfs }, copy, signal)
    else await copyRootfs(rootfs, copy, signal)
  } finally {
    stop()
  }
  const { spec: plain, files, notes } = plainSpec(spec, state)
  if (files.length > 0) mkdirSync(join(to, 'mounts'))
  for (const [from, name] of files) await copyRootfs(from, join(to, name), signal)
  writeFileSync(join(to, 'config.json'), `${JSON.stringify(plain, null, 2)}\n`)
  return { bytes: await diskUsage(to), notes }
}

/** What is mounted from the engine's own folder (volumes, hosts files) comes along as `files`, copies that are on their own. */
export function plainSpec(
  spec: Spec,
  state: string,
): { spec: Spec; files: [from: string, name: string][]; notes: string[] } {
  const files: [string, string][] = []
  const notes: string[] = []
  const along = (mount: SpecMount): SpecMount => {
    const { source } = mount
    if (!source?.startsWith(state + sep)) return mount
    const name = join('mounts', `${files.length + 1}-${basename(source)}`)
    files.push([source, name])
    notes.push(`${mount.destination} is a copy of what was mounted there.`)
    return { ...mount, source: name }
  }
  const mounts = spec.mounts?.filter((mount) => !isOwnOverlay(mount)).map(along)
  const { cgroupsPath: _ours, ...linux } = spec.linux ?? {}
  const namespaces = linux.namespaces?.map((namespace) => {
    if (!namespace.path) return namespace
    notes.push(
      `Its ${namespace.type} namespace is one of its own: it had joined ${namespace.path}.`,
    )
    return { ...namespace, path: undefined }
  })
  return {
    spec: {
      ...spec,
      root: { ...spec.root, path: 'rootfs' },
      ...(mounts && { mounts }),
      linux: { ...linux, ...(namespaces && { namespaces }) },
    },
    files,
    notes,
  }
}
