import type { z } from 'zod'
import type { PathProbe } from '../../../../shared/contract.ts'
import { probePath } from '../../bundle/probe.ts'
import { MEMBERS, memberName } from './members.ts'
import { DEFAULT_BOUNDS, readArchive } from './read.ts'

/** In Podman's archives it comes among the first, in ours first; an image's can be as large as they like. */
const LOOKED_AT = { ...DEFAULT_BOUNDS, bytes: 8 * 1024 ** 2, entries: 50 }

/** Thrown to read no further. */
class Found extends Error {}

/** What lies at a path, and whether a file is a moment: told by what is in it, whatever it is called. Never throws. */
export async function probeWithArchives(
  path: string,
  zstd: string | null,
): Promise<z.infer<typeof PathProbe>> {
  const probe = await probePath(path)
  const isFile = probe.kind === 'image' || probe.kind === 'file'
  if (!isFile || !(await isMoment(path, zstd))) return probe
  return { kind: 'checkpoint', detail: 'A checkpoint in a file; it can be brought in.' }
}

async function isMoment(path: string, zstd: string | null): Promise<boolean> {
  const receive = (entry: { name: string }) => {
    const name = memberName(entry.name)
    if (name === MEMBERS.config || name === MEMBERS.spec) throw new Found()
    return null
  }
  const { signal } = new AbortController()
  return readArchive({ path, zstd, bounds: LOOKED_AT, receive, signal, progress: () => {} }).then(
    () => false,
    (error: unknown) => error instanceof Found,
  )
}
