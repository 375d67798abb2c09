import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  readdirSync,
  type Stats,
  statSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import type { CreateRequest } from '../../../shared/model.ts'
import type { ContainerLayout } from '../paths.ts'
import type { Spec } from './spec.ts'

/** What is known of a root filesystem before it is there. */
interface Files {
  base: Spec | null
  rootfs: string
  /** null where a folder of somebody else's is used as it is */
  make: unknown
}

interface Ids {
  uid: number
  gid: number
}

/**
 * Refuses, before anything is written, a container with ids of its own (which root alone can give) that could not have its
 * files: those of a folder of somebody else's, which stay as they are, or a folder on the way to them that it cannot enter
 * (those of `own` are opened).
 */
export function requireMappable(
  spec: Spec,
  request: CreateRequest,
  { rootfs, make }: Files,
  own: readonly string[],
): void {
  const root = rootOf(spec)
  if (!root) return
  if (!make && request.security?.idMap) requireOwner(rootfs, root)
  requireWay(dirname(make ? (own.at(-1) ?? rootfs) : rootfs), root)
}

/** The folders of ours that lie on the way to a container's files: its own first, `state` last. */
export function ownFolders({ dir }: ContainerLayout, state: string | undefined): string[] {
  if (!state || !dir.startsWith(state + sep)) return [dir]
  const folders = [dir]
  for (let at = dirname(dir); at !== dirname(state); at = dirname(at)) folders.push(at)
  return folders
}

/**
 * Gives the files that were made for a container to the ids that it has, and opens the way to them: its own folder for its
 * root's group alone, those above for passing through, which lists nothing. What a checkpoint brought has its owners already.
 */
export async function giveToIds(
  spec: Spec,
  files: Files,
  [dir = '', ...above]: readonly string[],
): Promise<void> {
  const root = rootOf(spec)
  if (!root || !files.make) return
  if (files.base === null) await shiftOwners(files.rootfs, spec)
  chownSync(dir, 0, root.gid)
  chmodSync(dir, 0o710)
  for (const folder of above) chmodSync(folder, (statSync(folder).mode & 0o777) | 0o001)
}

/**
 * Lets the root of a container with ids of its own read the images that it is restored from: CRIU opens some of them as it.
 * Its group is given them, and nobody else.
 */
export function letRead(images: string, spec: Spec): void {
  const root = rootOf(spec)
  if (!root) return
  for (const name of ['.', ...readdirSync(images)]) {
    const path = join(images, name)
    const info = lstatSync(path)
    if (!info.isFile() && !info.isDirectory()) continue
    lchownSync(path, info.uid, root.gid)
    chmodSync(path, (info.mode & 0o700) | (info.isDirectory() ? 0o050 : 0o040))
  }
}

/** The ids on the machine of a container's root; null without a map, and for an ordinary user, whose files are mapped. */
function rootOf({ linux }: Spec): Ids | null {
  if (process.getuid?.() !== 0 || !linux?.uidMappings?.length) return null
  const uid = outside(0, linux.uidMappings)
  const gid = outside(0, linux.gidMappings ?? [])
  return uid === null || gid === null ? null : { uid, gid }
}

type Maps = readonly { containerID: number; hostID: number; size: number }[]

function outside(id: number, maps: Maps): number | null {
  const map = maps.find(({ containerID, size }) => id >= containerID && id < containerID + size)
  return map ? map.hostID + (id - map.containerID) : null
}

function requireOwner(rootfs: string, { uid, gid }: Ids): void {
  const owner = statSync(rootfs)
  if (owner.uid === uid && owner.gid === gid) return
  throw new RuncibleError(
    'failed-precondition',
    `the files of ${rootfs} belong to ids that the container would not have, and are not ours to change`,
    {
      field: 'security.idMap',
      hint: `Start it from the starter or an image, which get files of their own, or give the folder to ${uid}:${gid} first.`,
    },
  )
}

/** Throws for the first folder on the way that the container's root could not enter. */
function requireWay(folder: string, root: Ids): void {
  for (let at = folder; ; at = dirname(at)) {
    if (!mayEnter(statSync(at), root)) {
      throw new RuncibleError(
        'failed-precondition',
        `${at} is on the way to the container’s files, and its root, ${root.uid} on this machine, may not enter it`,
        { field: 'security.idMap', hint: `Let others pass through it: chmod o+x ${at}` },
      )
    }
    if (at === dirname(at)) return
  }
}

function mayEnter({ uid, gid, mode }: Stats, root: Ids): boolean {
  if (uid === root.uid) return (mode & 0o100) !== 0
  if (gid === root.gid) return (mode & 0o010) !== 0
  return (mode & 0o001) !== 0
}

/**
 * Changes the owners of all files below `dir` from ids of the container to those of the machine; modes stay (a change of
 * owner takes set-uid bits away), each file once however many names it has, links themselves and not what they point to.
 * Capabilities of files are lost: the kernel takes them with the owner. Nothing else may change the folder meanwhile.
 * Throws `failed-precondition` for an owner that the map lacks.
 */
async function shiftOwners(dir: string, { linux }: Spec): Promise<void> {
  const done = new Set<number>()
  const shift = (path: string): Stats => {
    const info = lstatSync(path)
    if (info.nlink > 1 && !info.isDirectory()) {
      if (done.has(info.ino)) return info
      done.add(info.ino)
    }
    const uid = outside(info.uid, linux?.uidMappings ?? [])
    const gid = outside(info.gid, linux?.gidMappings ?? [])
    if (uid === null || gid === null) throw notMapped(path, info)
    lchownSync(path, uid, gid)
    if (!info.isSymbolicLink() && (info.mode & 0o6000) !== 0) chmodSync(path, info.mode & 0o7777)
    return info
  }
  shift(dir)
  const todo = [dir]
  for (let folder = todo.pop(); folder !== undefined; folder = todo.pop()) {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      if (shift(path).isDirectory()) todo.push(path)
    }
    // A large image has thousands of folders, and somebody is waiting for a console meanwhile.
    await breathe()
  }
}

const notMapped = (path: string, { uid, gid }: Stats) =>
  new RuncibleError(
    'failed-precondition',
    `${path} belongs to ${uid}:${gid}, which the container’s ids do not include`,
    { field: 'security.idMap', hint: 'Map more ids: an image commonly needs 65536.' },
  )
