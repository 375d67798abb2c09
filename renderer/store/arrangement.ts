import {
  normalizeWorkspaceModel,
  type TabsetNode,
  type WorkspaceModel,
} from 'react-resizable-panels'
import { z } from 'zod'
import { PlacedTarget } from '../console-window/link.ts'
import type { ConsoleTarget } from '../model.ts'
import { tabKey } from './tab-key.ts'

/** How the consoles stand in the middle: groups of tabs, in splits of any depth, as the library of the panels keeps it. */
export type Arrangement = WorkspaceModel<ConsoleTarget>
export type TabGroup = TabsetNode<ConsoleTarget>
type Node = Arrangement['root']

const FIRST_GROUP = 'first'

/** One group, with these consoles in it. */
export const oneGroup = (targets: readonly ConsoleTarget[]): Arrangement => ({
  version: 1,
  root: {
    type: 'tabset',
    id: FIRST_GROUP,
    tabs: targets.map(tabOf),
    ...(targets[0] ? { selectedId: tabKey(targets[0]) } : {}),
  },
})

export const tabOf = (target: ConsoleTarget) => ({ id: tabKey(target), data: target })

/** Deeper is nobody's work. */
const DEEPEST = 24

const KeptGroup = z.object({
  type: z.literal('tabset'),
  id: z.string(),
  size: z.number().min(0).max(100).optional().catch(undefined),
  selectedId: z.string().optional().catch(undefined),
  tabs: z.array(z.object({ id: z.string(), data: PlacedTarget })),
})

const keptNode = (depth: number): z.ZodType<Node> =>
  depth === 0
    ? KeptGroup
    : z.union([
        KeptGroup,
        z.object({
          type: z.literal('split'),
          id: z.string(),
          size: z.number().min(0).max(100).optional().catch(undefined),
          orientation: z.enum(['horizontal', 'vertical']),
          children: z.array(z.lazy(() => keptNode(depth - 1))),
        }),
      ])

/** An arrangement as it was kept: of an older version, or of somebody's making; what it says twice is said once. */
export const KeptArrangement = z
  .object({
    version: z.literal(1),
    root: keptNode(DEEPEST),
    maximizedTabsetId: z.string().optional().catch(undefined),
  })
  .refine(({ root }) => new Set(idsBelow(root)).size === idsBelow(root).length)
  .transform((read): Arrangement => {
    const seen = new Set<string>()
    return filtered(read, (target, id) => {
      if (id !== tabKey(target) || seen.has(id)) return false
      seen.add(id)
      return true
    })
  })

const idsBelow = (node: Node): string[] =>
  node.type === 'tabset' ? [node.id] : [node.id, ...node.children.flatMap(idsBelow)]

const groupsBelow = (node: Node): TabGroup[] =>
  node.type === 'tabset' ? [node] : node.children.flatMap(groupsBelow)

/** The groups in the order in which they are read. */
export const groupsIn = ({ root }: Arrangement): TabGroup[] => groupsBelow(root)

/** Every console that is open, group after group. */
export const consolesIn = (arrangement: Arrangement): ConsoleTarget[] =>
  groupsIn(arrangement).flatMap(({ tabs }) => tabs.map(({ data }) => data))

export const groupOfTab = (arrangement: Arrangement, key: string | null): TabGroup | undefined =>
  groupsIn(arrangement).find(({ tabs }) => tabs.some(({ id }) => id === key))

export const consoleOfKey = (arrangement: Arrangement, key: string | null) =>
  groupsIn(arrangement)
    .flatMap(({ tabs }) => tabs)
    .find(({ id }) => id === key)?.data

/** The consoles that are seen: the one in front of each group; of a zoomed group alone. */
export const inSight = (arrangement: Arrangement): string[] =>
  groupsIn(arrangement)
    .filter(({ id }) => (arrangement.maximizedTabsetId ?? id) === id)
    .flatMap(({ selectedId }) => selectedId ?? [])

/** With `change` made to each group; empty groups go, and their neighbours take their room. */
function changed(arrangement: Arrangement, change: (group: TabGroup) => TabGroup): Arrangement {
  const of = (node: Node): Node =>
    node.type === 'tabset' ? change(node) : { ...node, children: node.children.map(of) }
  const tidy = normalizeWorkspaceModel<ConsoleTarget>({
    ...arrangement,
    root: of(arrangement.root),
  })
  return tidy ?? oneGroup([])
}

/** Without what `wanted` refuses; behind a console that was in front, its neighbour comes there. */
export const filtered = (
  arrangement: Arrangement,
  wanted: (target: ConsoleTarget, id: string) => boolean,
): Arrangement =>
  changed(arrangement, (group) => {
    const tabs = group.tabs.filter(({ id, data }) => wanted(data, id))
    const at = group.tabs.findIndex(({ id }) => id === group.selectedId)
    const stays = tabs.some(({ id }) => id === group.selectedId)
    const before = tabs.filter((tab) => group.tabs.indexOf(tab) < at).length
    const next = tabs[Math.min(before, tabs.length - 1)]?.id
    const selectedId = stays ? group.selectedId : next
    return { ...group, tabs, ...(selectedId === undefined ? {} : { selectedId }) }
  })

/** With one more console at the end of a group, in its front. */
export const added = (arrangement: Arrangement, target: ConsoleTarget, groupId: string) =>
  changed(arrangement, (group) =>
    group.id === groupId
      ? { ...group, tabs: [...group.tabs, tabOf(target)], selectedId: tabKey(target) }
      : group,
  )

/** With a console in front of its group; one behind a zoomed group is not hidden by it any more. */
export function broughtForward(arrangement: Arrangement, key: string): Arrangement {
  const { maximizedTabsetId: zoomed } = arrangement
  const hidden = zoomed !== undefined && groupOfTab(arrangement, key)?.id !== zoomed
  if (!hidden && groupOfTab(arrangement, key)?.selectedId === key) return arrangement
  return changed(hidden ? restored(arrangement) : arrangement, (group) =>
    group.tabs.some(({ id }) => id === key) ? { ...group, selectedId: key } : group,
  )
}

const restored = ({ maximizedTabsetId: _, ...arrangement }: Arrangement): Arrangement => arrangement

/** With one group as large as the middle, or all of them again. */
export const zoomToggled = (arrangement: Arrangement, groupId: string): Arrangement =>
  arrangement.maximizedTabsetId !== undefined || groupsIn(arrangement).length < 2
    ? restored(arrangement)
    : { ...arrangement, maximizedTabsetId: groupId }
