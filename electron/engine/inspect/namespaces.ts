import { readdirSync } from 'node:fs'
import type { ContainerRef, InspectedNamespace } from '../../../shared/model.ts'
import { linkOrNull, textOrNull } from '../runtime/proc.ts'
import { Turns } from '../turns.ts'

/** As /proc/PID/ns has them. */
const TYPES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'] as const
/** Of those in a namespace that are of no container, so many are named. */
const MOST_OTHERS = 5
/** Processes of the machine that are looked at for it. */
const MOST_LOOKED_AT = 20_000

/** Another container that lives, as it may be in a namespace, too. */
export interface Neighbour {
  ref: ContainerRef
  init: number
  pids(): Promise<number[]>
}

interface Question {
  pid: number
  init: number
  /** all of the container's */
  own: readonly number[]
  neighbours: readonly Neighbour[]
}

type Links = Map<string, string>

/** The namespaces of a process, and who else is in each; of a type that this kernel has not, or that are hidden, none. */
export async function namespacesOf({
  pid,
  init,
  own,
  neighbours,
}: Question): Promise<InspectedNamespace[]> {
  const links = linksOf(pid, TYPES)
  const [here, first] = [linksOf('self', TYPES), linksOf(init, TYPES)]
  const mine = [...links].filter(([type, link]) => here.get(type) !== link).map(([type]) => type)
  const sharing = neighbours
    .map((one) => ({ ...one, types: sharedTypes(one.init, links, mine) }))
    .filter(({ types }) => types.length > 0)
  const known = new Set(own)
  for (const one of sharing) for (const other of await one.pids()) known.add(other)
  const others = await othersIn(links, mine, known)
  return [...links].map(([type, link]) => ({
    type,
    inode: inodeOf(link),
    host: here.get(type) === link,
    apart: first.get(type) !== link,
    containers: sharing.filter(({ types }) => types.includes(type)).map(({ ref }) => ref),
    others: (others.get(type) ?? []).slice(0, MOST_OTHERS).map((other) => ({
      pid: other,
      name: textOrNull(`/proc/${other}/comm`)?.trimEnd() ?? '',
    })),
    otherCount: others.get(type)?.length ?? 0,
  }))
}

/** Processes of none of `known` that are in the same, by type. */
async function othersIn(
  links: Links,
  types: readonly string[],
  known: ReadonlySet<number>,
): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>()
  if (types.length === 0) return found
  const turns = new Turns()
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  for (const pid of pids.slice(0, MOST_LOOKED_AT)) {
    await turns.next()
    if (known.has(pid)) continue
    for (const type of sharedTypes(pid, links, types)) {
      const others = found.get(type) ?? []
      others.push(pid)
      found.set(type, others)
    }
  }
  return found
}

const sharedTypes = (pid: number, links: Links, types: readonly string[]) =>
  types.filter((type) => linkOrNull(`/proc/${pid}/ns/${type}`) === links.get(type))

function linksOf(pid: number | 'self', types: readonly string[]): Links {
  const links: Links = new Map()
  for (const type of types) {
    const link = linkOrNull(`/proc/${pid}/ns/${type}`)
    if (link !== null) links.set(type, link)
  }
  return links
}

const inodeOf = (link: string) => Number(/\[(\d+)\]/.exec(link)?.[1] ?? 0)
