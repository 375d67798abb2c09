import { t } from '@lingui/core/macro'
import type { HostId } from '../../shared/hosts.ts'
import { type Container, keyOf } from '../model.ts'

/** A group as a window has it: there is one as long as somebody is in it. */
export interface GroupRef {
  readonly host: HostId
  readonly namespace: string
  readonly group: string
}

/** One string for a group, where containers have theirs: a container's holds no blank. */
export const groupKey = ({ host, namespace, group }: GroupRef) =>
  `${host}/${namespace}/group ${group}`

/** The group that a container is in. */
export function groupOf({ host, namespace, naming }: Container): GroupRef | null {
  return naming.group === undefined ? null : { host, namespace, group: naming.group }
}

/** The members of the group with that key, in the order in which they start. */
export function membersOf(containers: Iterable<Container>, key: string): Container[] {
  return [...containers]
    .filter((one) => {
      const group = groupOf(one)
      return group !== null && groupKey(group) === key
    })
    .sort(byTurn)
}

// One for all: making it costs more than thousands of comparisons.
const byName = new Intl.Collator('en', { numeric: true }).compare

/** By order, then by name. */
export const byTurn = (a: Container, b: Container) =>
  a.naming.order - b.naming.order || byName(keyOf(a), keyOf(b))

/** Is it the key of a group that somebody is in? */
export const isGroupKey = (byKey: ReadonlyMap<string, Container>, key: string) =>
  key.includes('/group ') && membersOf(byKey.values(), key).length > 0

/** "2 of 3 running" */
export function groupInWords(members: readonly Container[]): string {
  const running = members.filter(({ state }) => state === 'running' || state === 'paused').length
  return t`${running} of ${{ all: members.length }} running`
}
