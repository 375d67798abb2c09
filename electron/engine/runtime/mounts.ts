import { readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import { run } from './run.ts'

/** A path of /proc/self/mountinfo with `\040` and the like undone. */
export const plain = (path: string) =>
  path.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))

/** The mount points in the text of /proc/self/mountinfo, in the order of mounting. */
export function parseMountPoints(mountinfo: string): string[] {
  return mountinfo
    .split('\n')
    .flatMap((line) => line.split(' ')[4] ?? [])
    .map(plain)
}

/** The mount that a path (absolute, free of links) lies on: its options, and whether what is mounted below is told to others. */
export interface MountAround {
  point: string
  options: string[]
  propagation: Propagation
}

/** Whether what is mounted below a mount is told to others (shared), taken from them (slave), or neither. */
export type Propagation = 'private' | 'shared' | 'slave' | 'unbindable'

/** By the optional fields of its line: one that is both shared and a slave tells others. */
export function propagationOf(fields: readonly string[]): Propagation {
  if (fields.some((field) => field.startsWith('shared:'))) return 'shared'
  if (fields.some((field) => field.startsWith('master:'))) return 'slave'
  return fields.includes('unbindable') ? 'unbindable' : 'private'
}

/** Reads it out of the text of /proc/self/mountinfo; of several on one point the last counts. */
export function parseMountAround(mountinfo: string, path: string): MountAround | null {
  const raw = Buffer.from(path).toString('latin1')
  let around: MountAround | null = null
  for (const line of mountinfo.split('\n')) {
    const [, , , , place, options = '', ...rest] = line.split(' ')
    if (place === undefined) continue
    const point = plain(place)
    const holds = point === '/' || raw === point || raw.startsWith(`${point}/`)
    if (!holds || (around && point.length < around.point.length)) continue
    const propagation = propagationOf(rest.slice(0, rest.indexOf('-')))
    around = { point, options: options.split(','), propagation }
  }
  return around
}

export const mountAround = (path: string): MountAround | null =>
  parseMountAround(readFileSync('/proc/self/mountinfo', 'latin1'), path)

/** All mount points, in the order of mounting. */
export const mountPoints = (): string[] =>
  parseMountPoints(readFileSync('/proc/self/mountinfo', 'latin1')).map((point) =>
    Buffer.from(point, 'latin1').toString(),
  )

/** Mount points at or below `dir` (free of links), the last mounted first: the order in which they come off. */
export const mountsBelow = (dir: string): string[] =>
  mountPoints()
    .filter((point) => point === dir || point.startsWith(`${dir}/`))
    .reverse()

/** Is anything mounted at or below `dir`? */
export function hasMountsBelow(dir: string): boolean {
  const place = placeOf(dir)
  return place !== null && mountsBelow(place).length > 0
}

/**
 * Unmounts everything at and below `dir`, never following a link. Throws `runtime-failed` where
 * something stays mounted.
 */
export async function unmountBelow(dir: string): Promise<void> {
  const place = placeOf(dir)
  if (!place) return
  const points = mountsBelow(place)
  if (points.length === 0) return
  for (const point of points) await unmount(point)
  const left = mountsBelow(place)
  if (left.length === 0) return
  throw new RuncibleError('runtime-failed', `${left[0]} stays mounted`, {
    hint: `Unmount it by hand, then try again: umount ${left[0]}`,
  })
}

/** Takes off one mount point, lazily as containerd does. */
export async function unmount(point: string): Promise<void> {
  await run(['umount', '--no-canonicalize', '--lazy', '--', point])
}

/** The path itself with its parents' links resolved; null where there are no parents. */
function placeOf(path: string): string | null {
  try {
    return join(realpathSync.native(dirname(path)), basename(path))
  } catch {
    return null
  }
}

/** Is something mounted at `dir` itself? */
export function isMountPoint(dir: string): boolean {
  const place = placeOf(dir)
  return place !== null && mountsBelow(place).includes(place)
}

/** Folders of an overlay mount; all but `at` are relative to `from`. */
export interface Overlay {
  from: string
  lower: string
  upper: string
  work: string
  at: string
}

/**
 * Mounts an overlay without devices. Its folders are told relative to `from`, free of commas and colons, which mount would
 * take for something else and which a state folder may have. `redirect_dir` and `metacopy` off: what is in `upper` is whole.
 */
export async function mountOverlay({ from, lower, upper, work, at }: Overlay): Promise<void> {
  const options = [
    'nodev',
    `lowerdir=${lower}`,
    `upperdir=${upper}`,
    `workdir=${work}`,
    'index=off',
    'redirect_dir=off',
    'metacopy=off',
  ]
  await run(['mount', '-t', 'overlay', '-o', options.join(','), 'overlay', at], { cwd: from })
}

/**
 * Mounts folders over each other to be read, the uppermost first, without devices; nothing is written to any of them. They are
 * told relative to `from`, as for mountOverlay.
 */
export async function mountLayers(
  from: string,
  layers: readonly string[],
  at: string,
): Promise<void> {
  const options = ['ro', 'nodev', `lowerdir=${layers.join(':')}`]
  await run(['mount', '-t', 'overlay', '-o', options.join(','), 'overlay', at], { cwd: from })
}
