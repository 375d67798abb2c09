import { readdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const TRIES = 20
const WAIT_MS = 100
const ROOT = '/sys/fs/cgroup'

/**
 * Notes whether there is a cgroup of this name, at the top and (v1) of every controller. Gives back what removes the ones
 * that were made since; it throws for one that is still in use after a while: the last monitors end by themselves.
 */
export function forgetCgroup(name: string): () => Promise<void> {
  const all = () =>
    [ROOT, ...folders(ROOT)].flatMap(folders).filter((dir) => dir.endsWith(`/${name}`))
  const before = new Set(all())
  const left = () => all().filter((dir) => !before.has(dir))
  return async () => {
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        for (const dir of left()) remove(dir)
        return
      } catch {
        await sleep(WAIT_MS)
      }
    }
    for (const dir of left()) remove(dir)
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
