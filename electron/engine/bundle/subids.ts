import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { ownCgroup } from '../runtime/cgroup.ts'
import type { Unpacker } from '../runtime/umoci.ts'
import { which } from '../runtime/which.ts'
import type { IdRange, Rootless } from './defaults.ts'

/**
 * The ordinary user that starts containers, with the ids and the cgroup that it was given for them; null for root. Ids count only where
 * newuidmap and newgidmap are there, which runc sets them by.
 */
export async function rootlessUser(): Promise<Rootless | null> {
  if (process.getuid?.() === 0) return null
  const { uid, gid, username } = userInfo()
  const helpers = await Promise.all(['newuidmap', 'newgidmap'].map((name) => which(name)))
  const range = (path: string) => rangeOf(readOrNothing(path), username, uid)
  const [uids, gids] = [range('/etc/subuid'), range('/etc/subgid')]
  const given = uids && gids && helpers.every(Boolean) ? { uids, gids } : null
  return { uid, gid, given, cgroup: ownCgroup() }
}

/** Who unpacks an image here. */
export async function unpacker(): Promise<Unpacker> {
  const user = await rootlessUser()
  if (!user) return 'root'
  return user.given ? 'mapped' : 'alone'
}

/** The first range of a user in subuid(5): name or uid, first id, how many. */
export function rangeOf(text: string, name: string, uid: number): IdRange | null {
  for (const line of text.split('\n')) {
    const [owner, start, count] = line.split(':')
    if (owner !== name && owner !== String(uid)) continue
    if (!/^\d+$/.test(start ?? '') || !/^[1-9]\d*$/.test(count ?? '')) continue
    return { start: Number(start), count: Number(count) }
  }
  return null
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
