import type { ContainerRef } from '../model.ts'
import { unlessWatching } from '../observer/role.ts'
import { groupOfTab, inSight } from '../store/arrangement.ts'
import { useContainers } from '../store/containers.ts'
import { useSelection } from '../store/selection.ts'
import { useSynchronised } from '../store/synchronised.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import type { Why } from './availability.ts'
import { initOf } from './navigate.ts'
import { showSideBySide } from './splits.ts'

/** The consoles that are seen. */
export const keysInSight = () => inSight(useTabs.getState().arrangement)

/** Those of the focused group, seen and behind. */
export function keysOfGroup(): string[] {
  const { arrangement, active } = useTabs.getState()
  return groupOfTab(arrangement, active)?.tabs.map(({ id }) => id) ?? []
}

/** The containers that were chosen in the list. */
export function chosenContainers(): ContainerRef[] {
  const { byKey } = useContainers.getState()
  return useSelection.getState().marked.flatMap((key) => byKey.get(key) ?? [])
}

export const whyNotTogether = (count: number, none: string): Why =>
  unlessWatching(count < 2 ? none : null)

/** What is typed into one of these reaches all; they stay open for it. */
export function typeIntoAll(keys: readonly string[]): void {
  const { pin, active, activate } = useTabs.getState()
  for (const key of keys) pin(key)
  useSynchronised.getState().start(keys)
  const [first] = keys
  activate(active !== null && keys.includes(active) ? active : (first ?? ''))
}

/** The consoles of containers, next to each other, typed into at once. */
export function typeIntoContainers(containers: readonly ContainerRef[]): void {
  showSideBySide(containers)
  typeIntoAll(containers.map((one) => tabKey(initOf(one))))
}

/** Ends it where it is on; else all that is in sight takes part. */
export function toggleSynchronised(): void {
  const { members, stop } = useSynchronised.getState()
  if (members.length > 0) stop()
  else if (keysInSight().length > 1) typeIntoAll(keysInSight())
}
