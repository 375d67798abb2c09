import { dirname, relative } from 'node:path'
import type { LeftOut } from '../../../shared/model.ts'
import { isBind, type SpecMount } from '../bundle/spec.ts'

/** A volume's contents lie in `<volumes>/NAME/data`. */
const VOLUME_DEPTH = 2

/**
 * What a container has mounted from elsewhere, which no moment of it holds: its volumes, and files and folders of the host;
 * `own`: folders of Runcible's whose mounts are the container's own, as its network's files.
 */
export function leftOut(
  mounts: readonly SpecMount[] = [],
  { volumes, own }: { volumes: string; own: string },
): LeftOut[] {
  return mounts.filter(isBind).flatMap(({ source, destination }): LeftOut[] => {
    if (!source?.startsWith('/') || isIn(own, source)) return []
    if (!isIn(volumes, source)) return [{ kind: 'host', what: source, destination }]
    const parts = relative(volumes, source).split('/')
    const what = parts.length === VOLUME_DEPTH ? dirname(relative(volumes, source)) : source
    return [{ kind: 'volume', what, destination }]
  })
}

interface Files {
  rootfs: string
  ownsRootfs: boolean
  lower: string | null
}

/** The folder of the user's that it uses as it is, as its root filesystem; null: its files are its own, or lie over one. */
export const folderOf = ({ rootfs, ownsRootfs, lower }: Files): string | null =>
  ownsRootfs || lower ? null : rootfs

/** What of its files no moment of it holds: a folder that it uses as it is and is not `copied`, or that lies under its changes. */
export function leftOutFiles(files: Files, copied: boolean): LeftOut[] {
  if (files.lower) return [{ kind: 'host', what: files.lower, destination: '/, under its changes' }]
  const folder = folderOf(files)
  return folder === null || copied ? [] : [{ kind: 'host', what: folder, destination: '/' }]
}

const isIn = (folder: string, path: string) => path.startsWith(`${folder}/`)
