import type { HostId } from '../../shared/hosts.ts'
import { type Container, keyOf } from '../model.ts'

/** A line of the list: a host's heading, a namespace's, or a container. */
export type Line =
  | { kind: 'host'; host: HostId; count: number }
  | { kind: 'heading'; host: HostId; namespace: string; count: number }
  | { kind: 'row'; key: string; container: Container }

/** Does a container answer to what was typed? Every word must be found in its name, namespace or command. */
export function matches(container: Container, query: string): boolean {
  const hay = `${container.namespace} ${container.id} ${container.args.join(' ')}`.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word))
}

/** The list's lines: a section for each host where there is more than one. */
export function toLines(
  containers: readonly Container[],
  hosts: readonly HostId[],
  query: string,
): Line[] {
  const shown = containers.filter((one) => matches(one, query))
  if (hosts.length < 2) return linesOf(shown)
  return hosts.flatMap((host): Line[] => {
    const ofIt = shown.filter((one) => one.host === host)
    return [{ kind: 'host', host, count: ofIt.length }, ...linesOf(ofIt)]
  })
}

/** Of one host: namespaces get headings where there is more than one. */
function linesOf(shown: readonly Container[]): Line[] {
  const namespaces = [...new Set(shown.map((one) => one.namespace))]
  return namespaces.flatMap((namespace): Line[] => {
    const members = shown.filter((one) => one.namespace === namespace)
    const rows = members.map(
      (container): Line => ({ kind: 'row', key: keyOf(container), container }),
    )
    const host = members[0]?.host
    return namespaces.length > 1 && host
      ? [{ kind: 'heading', host, namespace, count: members.length }, ...rows]
      : rows
  })
}

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
