import type { HostId } from '../../shared/hosts.ts'
import { FOREIGN_OWNERS, type ForeignOwner } from '../../shared/model.ts'
import { byTurn, type GroupRef, groupKey, groupOf } from '../groups/group.ts'
import { type Container, type ForeignContainer, keyOf } from '../model.ts'
import { answers, answersForeign, readFilter } from './filter.ts'

/** A line of the list: a host's heading, a namespace's, a group's, or a container; below those of others under their owners. */
export type Line =
  | { kind: 'host'; host: HostId; count: number }
  | { kind: 'heading'; host: HostId; namespace: string; count: number }
  | { kind: 'group'; key: string; group: GroupRef; members: readonly Container[]; folded: boolean }
  | { kind: 'row'; key: string; container: Container; inGroup: boolean }
  | { kind: 'owner'; host: HostId; owner: ForeignOwner; count: number }
  | { kind: 'foreign'; key: string; container: ForeignContainer }

/** A line that can be chosen. */
export type Choice = Extract<Line, { key: string }>

/** Does a container answer to what was typed? Every word must be found in its names, labels or command, or where it says. */
export const matches = (container: Container, query: string): boolean =>
  answers(container, readFilter(query))

/** The list's lines: a section for each host where there is more than one. `folded`: keys of groups. */
export function toLines(
  containers: readonly Container[],
  hosts: readonly HostId[],
  query: string,
  folded: readonly string[] = [],
  foreign: readonly ForeignContainer[] = [],
): Line[] {
  const terms = readFilter(query)
  const shown = containers.filter((one) => answers(one, terms))
  const others = foreign.filter((one) => answersForeign(one, terms))
  // What was found is to be seen.
  const isFolded = (key: string) => query.trim() === '' && folded.includes(key)
  if (hosts.length < 2) return [...linesOf(shown, isFolded), ...foreignLines(others)]
  return hosts.flatMap((host): Line[] => {
    const ofIt = shown.filter((one) => one.host === host)
    return [
      { kind: 'host', host, count: ofIt.length },
      ...linesOf(ofIt, isFolded),
      ...foreignLines(others.filter((one) => one.host === host)),
    ]
  })
}

/** Of one host: under who made them. */
function foreignLines(shown: readonly ForeignContainer[]): Line[] {
  return FOREIGN_OWNERS.flatMap((owner): Line[] => {
    const made = shown.filter((one) => one.owner === owner)
    const [first] = made
    if (!first) return []
    return [
      { kind: 'owner', host: first.host, owner, count: made.length },
      ...made.map((container): Line => ({ kind: 'foreign', key: keyOf(container), container })),
    ]
  })
}

type IsFolded = (key: string) => boolean

/** Of one host: namespaces get headings where there is more than one. */
function linesOf(shown: readonly Container[], isFolded: IsFolded): Line[] {
  const namespaces = [...new Set(shown.map((one) => one.namespace))]
  return namespaces.flatMap((namespace): Line[] => {
    const members = shown.filter((one) => one.namespace === namespace)
    const rows = grouped(members, isFolded)
    const host = members[0]?.host
    return namespaces.length > 1 && host
      ? [{ kind: 'heading', host, namespace, count: members.length }, ...rows]
      : rows
  })
}

/** Of one namespace: groups by name, each in its own order, then who is in none. */
function grouped(members: readonly Container[], isFolded: IsFolded): Line[] {
  const groups = new Map<string, { group: GroupRef; of: Container[] }>()
  for (const one of members) {
    const group = groupOf(one)
    if (!group) continue
    const key = groupKey(group)
    const known = groups.get(key)
    if (known) known.of.push(one)
    else groups.set(key, { group, of: [one] })
  }
  const sections = [...groups].sort(([, a], [, b]) => a.group.group.localeCompare(b.group.group))
  return [
    ...sections.flatMap(([key, { group, of }]): Line[] => {
      const folded = isFolded(key)
      const heading: Line = { kind: 'group', key, group, members: of, folded }
      return folded ? [heading] : [heading, ...of.sort(byTurn).map((one) => row(one, true))]
    }),
    ...members.filter((one) => groupOf(one) === null).map((one) => row(one, false)),
  ]
}

const row = (container: Container, inGroup: boolean): Line => ({
  kind: 'row',
  key: keyOf(container),
  container,
  inGroup,
})

export type Move = 'up' | 'down' | 'first' | 'last' | 'pageUp' | 'pageDown'
const PAGE = 10

/** The key that a move leads to from `from`; the first where nothing was chosen yet. */
export function moved(keys: readonly string[], from: string | null, move: Move): string | null {
  if (keys.length === 0) return null
  const at = from === null ? -1 : keys.indexOf(from)
  const last = keys.length - 1
  if (at < 0) return keys[move === 'up' || move === 'last' ? last : 0] ?? null
  const to = { up: at - 1, down: at + 1, first: 0, last, pageUp: at - PAGE, pageDown: at + PAGE }
  return keys[Math.min(last, Math.max(0, to[move]))] ?? null
}
