import { t } from '@lingui/core/macro'
import type { ContainerProcess } from '../../shared/model.ts'

/** A process where it stands in the tree. */
export interface TreeRow extends ContainerProcess {
  /** 0 for those that nobody inside has started */
  depth: number
  /** percent of one CPU since the figures before; null where there were none */
  cpuPercent: number | null
}

/** Figures of one moment. */
export interface Moment {
  /** ms since 1970 */
  at: number
  processes: readonly ContainerProcess[]
  /** of all, those that are not told of, too */
  total: number
}

/** Processes under those that started them, each level by pid; with what they took since `before`. */
export function treeOf(now: Moment, before: Moment | null): TreeRow[] {
  const byParent = grouped(now.processes)
  const earlier = new Map(before?.processes.map((one) => [nameOf(one), one]))
  const elapsed = before ? now.at - before.at : 0
  const percent = (one: ContainerProcess) => {
    const then = earlier.get(nameOf(one))
    return then && elapsed > 0 ? (100 * (one.cpuMs - then.cpuMs)) / elapsed : null
  }
  const below = (parent: number | null, depth: number): TreeRow[] =>
    (byParent.get(parent) ?? [])
      .sort((a, b) => a.inside - b.inside)
      .flatMap((one) => [{ ...one, depth, cpuPercent: percent(one) }, ...below(one.pid, depth + 1)])
  return below(null, 0)
}

/** A pid comes round again; with its start time it is one process's. */
export const nameOf = ({ pid, startTime }: { pid: number; startTime: number }) =>
  `${pid} ${startTime}`

const STATES: Readonly<Record<string, string>> = {
  R: t`runs`,
  S: t`sleeps`,
  D: t`waits for a device`,
  T: t`stopped`,
  t: t`traced`,
  Z: t`ended, not waited for`,
  I: t`idle`,
}

/** A process's state in words. */
export const stateWord = (letter: string): string => STATES[letter] ?? letter

function grouped(processes: readonly ContainerProcess[]): Map<number | null, ContainerProcess[]> {
  const groups = new Map<number | null, ContainerProcess[]>()
  for (const one of processes) groups.set(one.parent, [...(groups.get(one.parent) ?? []), one])
  return groups
}
