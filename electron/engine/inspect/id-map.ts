import type { Inspection } from '../../../shared/model.ts'

export type IdRange = Inspection['uidMap'][number]

/** The lines of /proc/PID/uid_map and gid_map. */
export function parseIdMap(text: string): IdRange[] {
  return text.split('\n').flatMap((line) => {
    const [inside, outside, count] = line.trim().split(/\s+/).map(Number)
    return inside === undefined || outside === undefined || count === undefined
      ? []
      : [{ inside, outside, count }]
  })
}

/** An id of the host as its user namespace shows it; the id itself where the map has it not. */
export function insideId(id: number, map: readonly IdRange[]): number {
  const range = map.find(({ outside, count }) => id >= outside && id < outside + count)
  return range ? range.inside + id - range.outside : id
}
