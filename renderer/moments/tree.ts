import { type Checkpoint, type Container, keyOf } from '../model.ts'

/** A place of the drawing: moments stand in the order of time, a branch in a lane of its own. */
export interface Place {
  column: number
  lane: number
}

/** A moment, and where what it came from stands; null: the beginning. */
export interface PlacedMoment extends Place {
  checkpoint: Checkpoint
  from: Place | null
}

/** A container as it is now, behind the moment that it came from last. */
export interface PlacedNow extends Place {
  container: Container
  from: Place | null
}

export interface MomentTree {
  /** in the order of time */
  moments: PlacedMoment[]
  /** the container itself first */
  nows: PlacedNow[]
  /** how many columns there are beside that of now */
  columns: number
  lanes: number
}

interface All {
  /** of the container's host, oldest first */
  checkpoints: readonly Checkpoint[]
  /** of the container's host */
  containers: readonly Container[]
}

/**
 * The moments that belong together with a container's: its own, those that it came from, and all that came from one of them;
 * and the containers that stand behind them now.
 */
export function treeOf(container: Container, { checkpoints, containers }: All): MomentTree {
  const family = familyOf(container, checkpoints)
  const lanes = new Lanes()
  const places = new Map<string, Place>()
  const placed = (id: string | null) => (id === null ? null : (places.get(id) ?? null))
  const moments = checkpoints
    .filter(({ id }) => family.has(id))
    .map((checkpoint, column): PlacedMoment => {
      const from = placed(checkpoint.from)
      const place = { column, lane: lanes.take(from, column) }
      places.set(checkpoint.id, place)
      return { checkpoint, from, ...place }
    })
  const key = keyOf(container)
  const others = containers.filter(
    (one) => keyOf(one) !== key && one.moment !== null && family.has(one.moment),
  )
  const nows = [container, ...others].map((one): PlacedNow => {
    const from = placed(one.moment)
    return { container: one, from, column: moments.length, lane: lanes.take(from, moments.length) }
  })
  return { moments, nows, columns: moments.length, lanes: lanes.count }
}

function familyOf(container: Container, checkpoints: readonly Checkpoint[]): Set<string> {
  const byId = new Map(checkpoints.map((one) => [one.id, one]))
  const key = keyOf(container)
  const own = checkpoints.filter((one) => keyOf(one.container) === key).map(({ id }) => id)
  const family = new Set<string>()
  const roots = [...own, container.moment].flatMap((id) => (id === null ? [] : rootOf(id, byId)))
  const open = [...new Set(roots)]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (family.has(id)) continue
    family.add(id)
    for (const one of checkpoints) if (one.from === id) open.push(one.id)
  }
  return family
}

/** What a moment came from in the end; none where it is not there. No moment comes from itself, whatever a record says. */
function rootOf(id: string, byId: ReadonlyMap<string, Checkpoint>): string[] {
  const seen = new Set<string>()
  let at = byId.get(id)
  while (at && !seen.has(at.id)) {
    seen.add(at.id)
    const before = at.from === null ? undefined : byId.get(at.from)
    if (!before) break
    at = before
  }
  return at ? [at.id] : []
}

/** How far each lane is taken: its last column. The beginning stands in the first, before the first column. */
class Lanes {
  readonly #ends: number[] = []

  get count(): number {
    return Math.max(1, this.#ends.length)
  }

  /** The lane of what came from `from`: the same where that is the last in it, else the first that is free from there on. */
  take(from: Place | null, column: number): number {
    const { lane: own, column: begin } = from ?? { lane: 0, column: -1 }
    const isLast = (this.#ends[own] ?? -1) === begin
    const free = this.#ends.findIndex((end, lane) => lane > own && end < begin)
    const lane = isLast ? own : free >= 0 ? free : Math.max(1, this.#ends.length)
    this.#ends[lane] = column
    return lane
  }
}
