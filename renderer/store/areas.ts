import { type Arrangement, groupsIn, type TabGroup } from './arrangement.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/** Where a group stands: parts of the whole, from its left upper corner. */
export interface Area {
  left: number
  top: number
  right: number
  bottom: number
}

/** Sizes are percentages; those that say none share what the others leave. */
function sharesOf(sizes: readonly unknown[]): number[] {
  const said = sizes.filter((size): size is number => typeof size === 'number')
  const left = Math.max(0, 100 - said.reduce((sum, size) => sum + size, 0))
  const each = left / Math.max(1, sizes.length - said.length)
  const shares = sizes.map((size) => (typeof size === 'number' ? size : each))
  const all = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share) => (all > 0 ? share / all : 1 / sizes.length))
}

/** The area of each group, by its id. */
export function areasOf({ root }: Arrangement): ReadonlyMap<string, Area> {
  const areas = new Map<string, Area>()
  const place = (node: Arrangement['root'], area: Area) => {
    if (node.type === 'tabset') {
      areas.set(node.id, area)
      return
    }
    const beside = node.orientation === 'horizontal'
    const [from, length] = beside
      ? [area.left, area.right - area.left]
      : [area.top, area.bottom - area.top]
    let at = from
    sharesOf(node.children.map(({ size }) => size)).forEach((share, index) => {
      const child = node.children[index]
      const end = at + share * length
      if (child) {
        place(child, { ...area, ...(beside ? { left: at, right: end } : { top: at, bottom: end }) })
      }
      at = end
    })
  }
  place(root, { left: 0, top: 0, right: 1, bottom: 1 })
  return areas
}

const NEAR = 1e-6

/** The group on that side of another: of those that touch it there, the one it shares most of its edge with. */
export function neighbourOf(
  arrangement: Arrangement,
  groupId: string,
  direction: Direction,
): TabGroup | undefined {
  const areas = areasOf(arrangement)
  const from = areas.get(groupId)
  if (!from) return undefined
  const shared = ({ id }: TabGroup) => {
    const to = areas.get(id)
    return to && touches(from, to, direction) ? edgeShared(from, to, direction) : 0
  }
  const [nearest] = groupsIn(arrangement)
    .filter((group) => shared(group) > NEAR)
    .sort((a, b) => shared(b) - shared(a))
  return nearest
}

function touches(from: Area, to: Area, direction: Direction): boolean {
  switch (direction) {
    case 'left':
      return Math.abs(to.right - from.left) < NEAR
    case 'right':
      return Math.abs(to.left - from.right) < NEAR
    case 'up':
      return Math.abs(to.bottom - from.top) < NEAR
    case 'down':
      return Math.abs(to.top - from.bottom) < NEAR
  }
}

const edgeShared = (a: Area, b: Area, direction: Direction) =>
  direction === 'left' || direction === 'right'
    ? Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
    : Math.min(a.right, b.right) - Math.max(a.left, b.left)

/** The group in the right upper corner, where what concerns the whole window stands. */
export function cornerGroup(arrangement: Arrangement): string {
  if (arrangement.maximizedTabsetId !== undefined) return arrangement.maximizedTabsetId
  const corner = [...areasOf(arrangement)].find(
    ([, { top, right }]) => top < NEAR && right > 1 - NEAR,
  )
  return corner?.[0] ?? ''
}
