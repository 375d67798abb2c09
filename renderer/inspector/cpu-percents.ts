import type { Stats } from '../../shared/model.ts'

/** Percent of one CPU between each two figures, 100 for a CPU used up. */
export function cpuPercents(history: readonly Stats[]): number[] {
  return history.slice(1).flatMap((after, index) => {
    const before = history[index]
    if (!before || before.cpuUsec === null || after.cpuUsec === null) return []
    const elapsedUsec = 1000 * (Date.parse(after.at) - Date.parse(before.at))
    return elapsedUsec > 0
      ? [Math.max(0, (100 * (after.cpuUsec - before.cpuUsec)) / elapsedUsec)]
      : []
  })
}
