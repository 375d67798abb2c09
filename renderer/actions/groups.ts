import { t } from '@lingui/core/macro'
import type { GroupRef } from '../groups/group.ts'
import { groupKey } from '../groups/group.ts'
import type { Container } from '../model.ts'
import { attempt } from './attempt.ts'
import { type Circumstances, type Why, whyNothing } from './availability.ts'
import { label } from './containers.ts'

export const GROUP_ACTIONS = ['start', 'stop', 'delete'] as const
export type GroupAction = (typeof GROUP_ACTIONS)[number]

const COULD_NOT: Record<GroupAction, (group: string) => string> = {
  start: (group) => t`Could not start the group ${group}`,
  stop: (group) => t`Could not stop the group ${group}`,
  delete: (group) => t`Could not delete the group ${group}`,
}

/** Starts a group by its order, stops it in the reverse one, or deletes it. */
export function actOnGroup(action: GroupAction, { host, ...group }: GroupRef) {
  return attempt({
    host,
    place: groupKey({ host, ...group }),
    what: COULD_NOT[action](group.group),
    run: (client, options) => client.call(`groups.${action}`, group, options),
  })
}

/** What keeps an action from a group; null where it can be done. */
export function whyNotGroup(
  action: GroupAction,
  members: readonly Container[],
  around: Circumstances,
): Why {
  const nothing = whyNothing(around)
  if (nothing) return nothing
  const alive = members.filter(({ state }) => state === 'running' || state === 'paused')
  const pending = members.some(({ restarts }) => restarts.dueAt !== null)
  if (action === 'start') {
    const all = members.every(({ state }) => state === 'running')
    return all ? t`all of it runs` : null
  }
  if (action === 'stop') return alive.length > 0 || pending ? null : t`none of it runs`
  const ids = alive.map(({ id }) => id).join(', ')
  return ids ? t`not ended yet: ${ids}` : null
}

/** The same policy for every member. */
export const setGroupRestarts = (members: readonly Container[], restarts: number, place: string) =>
  Promise.all(members.map((one) => label(one, { ...one.naming, restarts }, place)))
