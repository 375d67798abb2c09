import { renameSync, rmdirSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { copyRootfs } from '../bundle/copy.ts'
import { resolveInside } from '../bundle/inside.ts'
import { removeFolder } from '../bundle/remove.ts'

/**
 * Gives the empty folder `data` what `rootfs` has at `destination`, with the folder's own owner and mode, as Podman and Docker
 * do. All of it or nothing: `next` is beside it, and takes its place by a rename. Links are copied as links, and `destination`
 * is looked up as the container would. Nothing may run in `rootfs` meanwhile. Gives false where nothing is there.
 */
export async function copyUp(
  rootfs: string,
  destination: string,
  data: string,
  next: string,
): Promise<boolean> {
  const from = await resolveInside(rootfs, destination)
  const info = await lstat(from).catch(() => null)
  if (!info?.isDirectory()) return false
  await removeFolder(next)
  await copyRootfs(from, next)
  rmdirSync(data)
  renameSync(next, data)
  return true
}

/** Is nothing in it? */
export const isEmpty = async (folder: string): Promise<boolean> =>
  (await readdir(folder).catch(() => [])).length === 0
