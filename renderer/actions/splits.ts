import { t } from '@lingui/core/macro'
import { groupSizes, hasRoom, REGIONS, workspace } from '../consoles/workspace.ts'
import { type ConsoleTarget, type Container, type ContainerRef, keyOf } from '../model.ts'
import { type Direction, neighbourOf } from '../store/areas.ts'
import { consoleOfKey, groupOfTab, groupsIn, inSight, tabOf } from '../store/arrangement.ts'
import { useContainers } from '../store/containers.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import { type Circumstances, type Why, whyNot } from './availability.ts'
import { runShell } from './execs.ts'
import { containerOf, goToTab, initOf, openTab } from './navigate.ts'
import { canStandAsBefore } from './undoable.ts'

/** What is split: the console in front of a group, the focused one where none is named. */
export function consoleOf(groupId?: string): ConsoleTarget | undefined {
  const { arrangement, active } = useTabs.getState()
  const group = groupsIn(arrangement).find(({ id }) => id === groupId)
  return consoleOfKey(arrangement, group?.selectedId ?? active)
}

const isAlone = (target: ConsoleTarget) =>
  (groupOfTab(useTabs.getState().arrangement, tabKey(target))?.tabs.length ?? 0) < 2

/** What a split does: the console in front goes to that side; one that is alone gets a shell of its container beside it. */
export function splitInWords(target: ConsoleTarget | undefined, side: 'right' | 'down'): string {
  if (!target || !isAlone(target)) {
    return side === 'right'
      ? t`Split right: this console to a side of its own`
      : t`Split down: this console to a side of its own`
  }
  return side === 'right'
    ? t`Split right: another shell of the container`
    : t`Split down: another shell of the container`
}

export function whyNoSplit(
  target: ConsoleTarget | undefined,
  side: Direction,
  around: (host: string) => Circumstances,
): Why {
  if (!target) return t`no console is open`
  const group = groupOfTab(useTabs.getState().arrangement, tabKey(target))
  if (!group || !hasRoom(group.id, side)) return t`too little room: make the window larger`
  if (!isAlone(target)) return null
  const container = containerNow(target)
  return container ? whyNot('exec', container, around(container.host)) : t`its container is gone`
}

function containerNow(target: ConsoleTarget): Container | undefined {
  const ref = containerOf(target)
  return ref && useContainers.getState().byKey.get(keyOf(ref))
}

export function split(target: ConsoleTarget, side: Direction): void {
  const key = tabKey(target)
  const { arrangement } = useTabs.getState()
  const group = groupOfTab(arrangement, key)
  if (!group) return
  const to = { tabsetId: group.id, region: REGIONS[side] }
  if (!isAlone(target)) {
    workspace.current?.moveTab(key, to)
    canStandAsBefore(arrangement, t`take the split back`)
    return
  }
  const container = containerNow(target)
  if (!container) return
  void runShell(container, (shell) => {
    // The group may be gone before the shell is there.
    if (groupOfTab(useTabs.getState().arrangement, key)?.id === group.id) {
      workspace.current?.addTab(tabOf(shell), { target: to })
    }
    openTab(shell)
  })
}

/** Moves a console into the group on that side; where there is none, to a side of its own. */
export function moveConsole(target: ConsoleTarget, direction: Direction): void {
  const key = tabKey(target)
  const { arrangement } = useTabs.getState()
  const group = groupOfTab(arrangement, key)
  if (!group) return
  const neighbour = neighbourOf(arrangement, group.id, direction)
  if (neighbour) workspace.current?.moveTab(key, { tabsetId: neighbour.id, region: 'center' })
  else if (group.tabs.length > 1 && hasRoom(group.id, direction))
    workspace.current?.moveTab(key, { tabsetId: group.id, region: REGIONS[direction] })
  else if (group.tabs.length === 1) workspace.current?.moveTab(key, { edge: REGIONS[direction] })
  canStandAsBefore(arrangement, t`move the console back`)
}

/** The keyboard goes to the group on that side. */
export function goToGroupAt(direction: Direction): void {
  const { arrangement, active } = useTabs.getState()
  const group = groupOfTab(arrangement, active)
  const next = group && neighbourOf(arrangement, group.id, direction)
  const target = consoleOfKey(arrangement, next?.selectedId ?? null)
  if (target) goToTab(target)
}

/** The consoles of several containers next to each other, as many as there is room for; the others as tabs. */
export function showSideBySide(containers: readonly ContainerRef[]): void {
  const { arrangement, toggleZoom } = useTabs.getState()
  if (arrangement.maximizedTabsetId !== undefined) toggleZoom()
  for (const target of containers.map(initOf)) {
    const key = tabKey(target)
    const { show, pin } = useTabs.getState()
    if (inSight(useTabs.getState().arrangement).includes(key) && isAlone(target)) {
      pin(key)
      continue
    }
    show(target, { pin: true, focus: false })
    const place = roomiest()
    if (place && !isAlone(target)) {
      workspace.current?.moveTab(key, { tabsetId: place.groupId, region: REGIONS[place.side] })
    }
  }
  const [first] = containers
  if (first) goToTab(initOf(first))
}

const SIDES = ['right', 'down'] as const

/** The largest group that can be halved, and along which side; undefined where none can. */
function roomiest(): { groupId: string; side: 'right' | 'down' } | undefined {
  return groupSizes()
    .sort((a, b) => b.width * b.height - a.width * a.height)
    .flatMap(({ groupId, width, height }) =>
      (width > height ? SIDES : [...SIDES].reverse())
        .filter((side) => hasRoom(groupId, side))
        .map((side) => ({ groupId, side })),
    )[0]
}
