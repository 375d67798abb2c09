import { readFile } from 'node:fs/promises'

/** A mapping of a file that more than its own process see: its addresses, `rw-s` or the like, offset, device, inode, path. */
const SHARED = /^\S+ ..[.x-]s \S+ \S+ [1-9]\d* +\/(.+)$/
/** A path is given to the end of its line, with its line feeds as this. */
const LINE_FEED = /\\012/g

/**
 * The files that these processes may write to by their memory, whose time of change the kernel does not keep: by path in the container
 * (`./a/b`, bytes as latin1). One that has ended has none.
 */
export async function sharedMappings(pids: readonly number[]): Promise<Set<string>> {
  const files = new Set<string>()
  for (const pid of pids) {
    const maps = await readFile(`/proc/${pid}/maps`, 'latin1').catch(() => '')
    for (const line of maps.split('\n')) {
      const path = SHARED.exec(line)?.[1]
      if (path !== undefined) files.add(`./${path.replace(LINE_FEED, '\n')}`)
    }
  }
  return files
}
