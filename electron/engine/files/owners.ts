import type { Stats } from 'node:fs'
import type { Spec } from '../bundle/spec.ts'
import { type IdRange, insideId, parseIdMap } from '../inspect/id-map.ts'
import { textOrNull } from '../runtime/proc.ts'
import type { Pinned } from './pinned.ts'
import { resolve } from './walk.ts'

/** passwd and group files are small; what is larger is no such file, bytes. */
const MOST_BYTES = 1024 * 1024

/** A container's ids: those of its user namespace, and what its own files call them. */
export class Owners {
  readonly #maps: { uid: readonly IdRange[]; gid: readonly IdRange[] }
  #names: { uid: ReadonlyMap<number, string>; gid: ReadonlyMap<number, string> } | null = null

  /** `pid`: of a process of it; null: by its config.json */
  constructor(spec: Spec, pid: number | null) {
    const map = (file: string, mappings: IdMappings | null | undefined) =>
      (pid === null ? null : parsed(textOrNull(`/proc/${pid}/${file}`))) ?? rangesOf(mappings)
    const { uidMappings, gidMappings } = spec.linux ?? {}
    this.#maps = { uid: map('uid_map', uidMappings), gid: map('gid_map', gidMappings) }
  }

  /** The ids of its root as the machine has them; null: it is nobody here. */
  get root(): { uid: number; gid: number } | null {
    const { uid, gid } = this.#maps
    const [user, group] = [uid, gid].map((map) => map.find(({ inside }) => inside === 0)?.outside)
    return user === undefined || group === undefined ? null : { uid: user, gid: group }
  }

  async readNames(top: Pinned): Promise<void> {
    const [uid, gid] = await Promise.all([named(top, '/etc/passwd'), named(top, '/etc/group')])
    this.#names = { uid, gid }
  }

  /** The same with the ids that it has inside, to be compared with what nobody has mapped. */
  inside(stats: Stats): Stats {
    const { uid, gid } = this.of(stats)
    return Object.assign(Object.create(Object.getPrototypeOf(stats)), stats, { uid, gid })
  }

  of(stats: { uid: number; gid: number }) {
    const uid = insideId(stats.uid, this.#maps.uid)
    const gid = insideId(stats.gid, this.#maps.gid)
    return {
      uid,
      gid,
      user: this.#names?.uid.get(uid) ?? null,
      group: this.#names?.gid.get(gid) ?? null,
    }
  }
}

type IdMappings = readonly { containerID: number; hostID: number; size: number }[]

/** Without a user namespace an id is what it is. */
const SAME: readonly IdRange[] = [{ inside: 0, outside: 0, count: 2 ** 32 }]

const rangesOf = (mappings: IdMappings | null | undefined): readonly IdRange[] =>
  mappings?.length
    ? mappings.map((one) => ({ inside: one.containerID, outside: one.hostID, count: one.size }))
    : SAME

function parsed(text: string | null): readonly IdRange[] | null {
  const map = parseIdMap(text ?? '')
  return map.length > 0 ? map : null
}

/** Names by id; none where there is no such file. */
async function named(top: Pinned, path: string): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>()
  for (const line of (await textAt(top, path).catch(() => '')).split('\n')) {
    const [name, , id] = line.split(':')
    if (name && id && /^\d+$/.test(id) && !names.has(Number(id))) names.set(Number(id), name)
  }
  return names
}

async function textAt(top: Pinned, path: string): Promise<string> {
  const { node } = await resolve(top, path)
  try {
    if (!node.stats.isFile() || node.stats.size > MOST_BYTES) return ''
    const file = await node.reopen()
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0)
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await file.close()
    }
  } finally {
    await node.close()
  }
}
