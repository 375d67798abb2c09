import type { InsideProcess } from '../../shared/model.ts'

export interface InsideRow {
  process: InsideProcess
  /** 0 for those that nobody shown has started */
  depth: number
}

/** Processes under those that started them, each level by pid. What the images say may be a ring: each is there once. */
export function insideTree(processes: readonly InsideProcess[]): InsideRow[] {
  const pids = new Set(processes.map(({ pid }) => pid))
  const byParent = new Map<number, InsideProcess[]>()
  for (const one of processes) {
    const parent = pids.has(one.parent) && one.parent !== one.pid ? one.parent : 0
    byParent.set(parent, [...(byParent.get(parent) ?? []), one])
  }
  const rows: InsideRow[] = []
  const seen = new Set<number>()
  const add = (process: InsideProcess, depth: number) => {
    // From below, so that a chain of any length is no matter of the stack.
    const open = [{ process, depth }]
    for (let next = open.pop(); next; next = open.pop()) {
      if (seen.has(next.process.pid)) continue
      seen.add(next.process.pid)
      rows.push(next)
      const below = [...(byParent.get(next.process.pid) ?? [])].sort((a, b) => b.pid - a.pid)
      for (const one of below) open.push({ process: one, depth: next.depth + 1 })
    }
  }
  for (const one of [...(byParent.get(0) ?? [])].sort((a, b) => a.pid - b.pid)) add(one, 0)
  for (const one of processes) add(one, 0)
  return rows
}
