import { type GroupRef, groupKey } from '../groups/group.ts'
import { type ConsoleTarget, type ContainerRef, keyOf } from '../model.ts'
import { consolesIn } from '../store/arrangement.ts'
import { useHosts } from '../store/hosts.ts'
import { useSelection } from '../store/selection.ts'
import { shellOf } from '../store/shells.ts'
import { tabKey, useTabs } from '../store/tabs.ts'

export const initOf = ({ host, namespace, id }: ContainerRef): ConsoleTarget => ({
  kind: 'init',
  host,
  namespace,
  id,
})

/** The inspector shows it, and its host is the one that is worked on. */
function select(container: ContainerRef): void {
  useSelection.getState().select(keyOf(container))
  useHosts.getState().workOn(container.host)
}

/** Selects a group: the inspector shows what it is; the middle stays as it is. */
export function goToGroup(group: GroupRef): void {
  useSelection.getState().select(groupKey(group))
  useHosts.getState().workOn(group.host)
}

/** The container that a console belongs to; undefined for a shell that is not there any more. */
export function containerOf(target: ConsoleTarget): ContainerRef | undefined {
  if (target.kind !== 'shell') return target
  return shellOf(target)?.container
}

/** Selects a container; the middle shows a console of it, one that is open already before a preview of its own. */
export function goTo(container: ContainerRef): void {
  const key = keyOf(container)
  select(container)
  const { arrangement, active, show } = useTabs.getState()
  const ofIt = consolesIn(arrangement).filter((target) => belongsTo(target, key))
  if (ofIt.some((target) => tabKey(target) === active)) return
  show(ofIt[0] ?? initOf(container), { pin: false, focus: false })
}

/**
 * Whether the person still is where something was asked for that took its time: who has chosen another container meanwhile
 * keeps it, and the keyboard. Where nothing is chosen any more, what was there went by itself.
 */
export function whereAsked(): () => boolean {
  const { selected: then } = useSelection.getState()
  return () => {
    const { selected } = useSelection.getState()
    return selected === null || selected === then
  }
}

/** Opens a container's console for good and gives it the keyboard. */
export function goToConsole(container: ContainerRef): void {
  select(container)
  useTabs.getState().show(initOf(container), { pin: true, focus: true })
}

/** Brings an open console to the front; its container is selected along. */
export function goToTab(target: ConsoleTarget, how = { focus: true }): void {
  const container = containerOf(target)
  if (container) select(container)
  useTabs.getState().activate(tabKey(target), how)
}

/** Opens the console of an exec or a debug session. */
export function openTab(target: ConsoleTarget): void {
  useTabs.getState().show(target, { pin: true, focus: true })
}

function belongsTo(target: ConsoleTarget, key: string): boolean {
  const container = containerOf(target)
  return container !== undefined && keyOf(container) === key
}
