import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Where runtimes keep the states of containers, by themselves or as others have them do it; `*` is any one name. */
const USUAL = [
  // runc by hand, podman as root and CRI-O
  '/run/runc',
  '/run/crun',
  '/run/containerd/runc/*',
  '/run/docker/runtime-runc/*',
  '/run/user/*/runc',
  '/run/user/*/crun',
]

/** Of a pattern at most so many folders are looked into. */
const MOST_OF_ONE = 50

/** RUNCIBLE_FOREIGN_ROOTS, absolute paths with colons between, names others; an empty one: none. */
export function foreignRoots(env: NodeJS.ProcessEnv): readonly string[] {
  const named = env.RUNCIBLE_FOREIGN_ROOTS
  if (named === undefined) return USUAL
  return named.split(':').filter((path) => path.startsWith('/'))
}

/** The folders that patterns stand for now. */
export async function rootsOf(patterns: readonly string[]): Promise<string[]> {
  const found = await Promise.all(patterns.map(foldersOf))
  return [...new Set(found.flat())]
}

async function foldersOf(pattern: string): Promise<string[]> {
  const [before = '', after] = pattern.split('/*')
  if (after === undefined) return [pattern]
  const names = await readdir(before).catch(() => [])
  return names.slice(0, MOST_OF_ONE).map((name) => join(before, name, after))
}

/** How a runtime root is called in the place of a namespace: the same in every life of an engine. */
export const rootName = (path: string) =>
  `@${createHash('sha256').update(path).digest('hex').slice(0, 8)}`

/** Docker's and containerd's roots are called after a namespace of containerd's. */
export const namespaceIn = (root: string): string | null =>
  ['runc', 'runtime-runc'].includes(basename(dirname(root))) ? basename(root) : null
