import { createRef } from 'react'
import type {
  TabDropRegion,
  WorkspaceChangedMeta,
  WorkspaceImperativeHandle,
} from 'react-resizable-panels'
import type { ConsoleTarget } from '../model.ts'
import { areasOf, type Direction } from '../store/areas.ts'
import { type Arrangement, consolesIn, groupOfTab, groupsIn } from '../store/arrangement.ts'
import { useSynchronised } from '../store/synchronised.ts'
import { tabKey, useTabs } from '../store/tabs.ts'

/** The library's hand on the consoles, and their element; null where no whole window shows them. */
export const workspace = createRef<WorkspaceImperativeHandle<ConsoleTarget>>()
export const workspaceElement = createRef<HTMLDivElement>()

/** So large is a group's content at least, pixels: thirty columns, and a few lines. */
export const GROUP_MIN = { width: 240, height: 72 } as const
/** A group's strip of tabs, and what parts two groups, pixels. */
const STRIP = 34
const BETWEEN = 1

export const REGIONS = {
  left: 'left',
  right: 'right',
  up: 'top',
  down: 'bottom',
} as const satisfies Record<Direction, TabDropRegion>

/** How large each group is as it stands in the store, which the page follows a moment later; pixels. */
export function groupSizes(): { groupId: string; width: number; height: number }[] {
  const { clientWidth = 0, clientHeight = 0 } = workspaceElement.current ?? {}
  return [...areasOf(useTabs.getState().arrangement)].map(([groupId, area]) => ({
    groupId,
    width: (area.right - area.left) * clientWidth,
    height: (area.bottom - area.top) * clientHeight,
  }))
}

/** Has a group room for another one on that side? */
export function hasRoom(groupId: string, side: Direction): boolean {
  const size = groupSizes().find((one) => one.groupId === groupId)
  if (!size) return false
  return side === 'left' || side === 'right'
    ? size.width >= 2 * GROUP_MIN.width + BETWEEN
    : size.height >= 2 * (GROUP_MIN.height + STRIP) + BETWEEN
}

/** What a hand did to the arrangement is kept; a console that was moved has the keyboard, and stays for good. */
export function keepArranged(arrangement: Arrangement, { reason }: WorkspaceChangedMeta): void {
  const { arrangement: before, active, preview } = useTabs.getState()
  if (before === arrangement) return
  const moved = reason === 'move' ? movedConsole(before, arrangement) : undefined
  useTabs.setState(
    moved === undefined
      ? { arrangement, active: groupOfTab(arrangement, active) ? active : null }
      : {
          arrangement,
          active: moved,
          preview: preview === moved ? null : preview,
          wantsFocus: moved,
        },
  )
}

/** The console that is in another group now, or in front of its own. */
function movedConsole(before: Arrangement, after: Arrangement): string | undefined {
  const elsewhere = consolesIn(after)
    .map(tabKey)
    .find((key) => groupOfTab(before, key)?.id !== groupOfTab(after, key)?.id)
  if (elsewhere !== undefined) return elsewhere
  const fronts = new Map(groupsIn(before).map(({ id, selectedId }) => [id, selectedId]))
  return groupsIn(after).find(({ id, selectedId }) => fronts.get(id) !== selectedId)?.selectedId
}

/**
 * The library is told what the store has otherwise: what was opened, closed, brought forward; and what is closed is typed
 * into no more. Gives what ends that.
 */
export function followStore(): () => void {
  const tell = ({ arrangement }: { arrangement: Arrangement }) => {
    useSynchronised.getState().keepOnly((key) => groupOfTab(arrangement, key) !== undefined)
    if (workspace.current && workspace.current.getModel() !== arrangement) {
      workspace.current.setModel(arrangement)
    }
  }
  tell(useTabs.getState())
  return useTabs.subscribe(tell)
}
