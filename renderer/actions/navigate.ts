import type { ConsoleTarget } from '../../shared/contract.ts'
import { type ContainerRef, keyOf } from '../../shared/model.ts'
import { useSelection } from '../store/selection.ts'
import { useShells } from '../store/shells.ts'
import { tabKey, useTabs } from '../store/tabs.ts'

const initOf = ({ namespace, id }: ContainerRef): ConsoleTarget => ({ kind: 'init', namespace, id })

/** The container that a console belongs to; undefined for a shell that is not there any more. */
export function containerOf(target: ConsoleTarget): ContainerRef | undefined {
  if (target.kind !== 'shell') return target
  return useShells.getState().byId.get(target.shell)?.container
}

/** Selects a container; the middle shows a console of it, one that is open already before a preview of its own. */
export function goTo(container: ContainerRef): void {
  const key = keyOf(container)
  useSelection.getState().select(key)
  const { targets, active, show } = useTabs.getState()
  const ofIt = targets.filter((target) => belongsTo(target, key))
  if (ofIt.some((target) => tabKey(target) === active)) return
  show(ofIt[0] ?? initOf(container), { pin: false, focus: false })
}

/** Opens a container's console for good and gives it the keyboard. */
export function goToConsole(container: ContainerRef): void {
  useSelection.getState().select(keyOf(container))
  useTabs.getState().show(initOf(container), { pin: true, focus: true })
}

/** Brings an open console to the front; its container is selected along. */
export function goToTab(target: ConsoleTarget): void {
  const container = containerOf(target)
  if (container) useSelection.getState().select(keyOf(container))
  useTabs.getState().activate(tabKey(target))
}

/** Opens the console of an exec or a host shell. */
export function openTab(target: ConsoleTarget): void {
  useTabs.getState().show(target, { pin: true, focus: true })
}

function belongsTo(target: ConsoleTarget, key: string): boolean {
  const container = containerOf(target)
  return container !== undefined && keyOf(container) === key
}
