import { FIGURES_GAP_MS } from '../../../shared/model.ts'
import type { Stats } from '../runtime/cgroup.ts'
import type { NetworkCounters } from '../runtime/network-counters.ts'
import type { Reading } from './ring.ts'

/** What the kernel's files said of a container at one moment, counters as they stand. */
export interface Counters {
  /** ms of a clock that nobody sets */
  at: number
  stats: Stats
  network: NetworkCounters | null
}

/**
 * One reading out of counters and those before. What counts on is told by the second, and not at all where there is nothing to
 * count from: at first, after a gap (an average over it would be told of its last second), and where a counter began anew.
 */
export function toReading(before: Counters | null, { at, stats, network }: Counters): Reading {
  const seconds = before ? (at - before.at) / 1000 : 0
  const isFollowed = seconds > 0 && seconds * 1000 <= FIGURES_GAP_MS
  const rise = (was: number | null | undefined, is: number | null | undefined) =>
    isFollowed && was != null && is != null && is >= was ? is - was : null
  const rate = (was: number | null | undefined, is: number | null | undefined) => {
    const risen = rise(was, is)
    return risen === null ? null : risen / seconds
  }
  const cpuUsec = rate(before?.stats.cpuUsec, stats.cpuUsec)
  return {
    cpu: cpuUsec === null ? null : cpuUsec / 1e4,
    memory: stats.memory,
    pids: stats.pids,
    read: rate(before?.stats.ioRead, stats.ioRead),
    written: rate(before?.stats.ioWrite, stats.ioWrite),
    received: rate(before?.network?.received, network?.received),
    sent: rate(before?.network?.sent, network?.sent),
    oomKills: rise(before?.stats.oomKills, stats.oomKills),
  }
}
