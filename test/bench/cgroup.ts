import { readdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = '/sys/fs/cgroup'

/**
 * Notes whether there is a cgroup of this name, at the top and (v1) of every controller. Gives back what removes the ones
 * that were made since; it throws for one that is still in use.
 */
export function forgetCgroup(name: string): () => void {
  const all = () =>
    [ROOT, ...folders(ROOT)].flatMap(folders).filter((dir) => dir.endsWith(`/${name}`))
  const before = new Set(all())
  return () => {
    for (const dir of all()) if (!before.has(dir)) remove(dir)
  }
}

function remove(dir: string): void {
  for (const below of folders(dir)) remove(below)
  rmdirSync(dir)
}

const folders = (dir: string) =>
  readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(dir, name))
