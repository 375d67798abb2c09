import type { Name, PeerName, Result } from './figures.ts'

/** What a figure is to reach. */
interface Goal {
  /** at most (or, for a rate, at least) this many times the peer's */
  ratio?: { peer: PeerName; atMost?: number; atLeast?: number }
  fasterThan?: PeerName[]
  /** in the figure's own unit */
  below?: number
}

const GOALS: Partial<Record<Name, Goal>> = {
  up: { ratio: { peer: 'runc', atMost: 1.35 }, fasterThan: ['podman', 'ctr'] },
  up_image: { fasterThan: ['podman', 'ctr'] },
  exec: { ratio: { peer: 'runc', atMost: 1.35 } },
  pause: { ratio: { peer: 'runc', atMost: 1.3 } },
  kill: { ratio: { peer: 'runc', atMost: 1.3 } },
  delete: { ratio: { peer: 'runc', atMost: 1.3 } },
  checkpoint: { ratio: { peer: 'runc', atMost: 1.1 }, fasterThan: ['podman'] },
  restore: { ratio: { peer: 'runc', atMost: 1.1 }, fasterThan: ['podman'] },
  clone_still: { ratio: { peer: 'runc', atMost: 1.1 } },
  checkpoint_256m: { ratio: { peer: 'runc', atMost: 1.1 }, fasterThan: ['podman'] },
  restore_256m: { ratio: { peer: 'runc', atMost: 1.1 }, fasterThan: ['podman'] },
  checkpoint_1g: { ratio: { peer: 'runc', atMost: 1.1 }, fasterThan: ['podman'] },
  restore_1g: { ratio: { peer: 'runc', atMost: 1.1 }, fasterThan: ['podman'] },
  rewind_1g: { ratio: { peer: 'runc', atMost: 0.25 } },
  moments10: { below: 1.5 },
  echo_p99: { ratio: { peer: 'pty', atMost: 1.25 } },
  flood: { ratio: { peer: 'pty', atLeast: 0.95 } },
  flood20: { ratio: { peer: 'pty', atLeast: 0.95 } },
  reattach: { below: 150 },
  outside_change: { below: 1000 },
  fleet_render: { below: 50 },
  idle_cpu: { below: 1 },
  stats_cost: { below: 3 },
  boot: { below: 3000 },
}

export interface Verdict {
  goal: string
  /** open: a peer that it is measured by is not there */
  outcome: 'met' | 'missed' | 'open'
}

/** Whether a figure reaches its goal; null where there is none. */
export function judge({ name, ours, unit, peers }: Result): Verdict | null {
  const goal = GOALS[name]
  if (!goal) return null
  const words: string[] = []
  const held: (boolean | undefined)[] = []
  const { ratio, fasterThan = [], below } = goal
  if (ratio) {
    const { peer, atMost = Number.POSITIVE_INFINITY, atLeast = 0 } = ratio
    const base = peers[peer]
    words.push(ratio.atMost ? `≤ ${atMost} × ${peer}` : `≥ ${atLeast} × ${peer}`)
    held.push(base === undefined ? undefined : ours <= atMost * base && ours >= atLeast * base)
  }
  for (const peer of fasterThan) {
    const theirs = peers[peer]
    words.push(`faster than ${peer}`)
    held.push(theirs === undefined ? undefined : ours < theirs)
  }
  if (below !== undefined) {
    words.push(`< ${below} ${unit}`)
    held.push(ours < below)
  }
  const outcome = held.includes(false) ? 'missed' : held.includes(undefined) ? 'open' : 'met'
  return { goal: words.join(', '), outcome }
}
