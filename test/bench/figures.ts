/** The figures of the benchmark, in the order of its table. */
export const UNITS = {
  up: 'ms',
  up_image: 'ms',
  exec: 'ms',
  pause: 'ms',
  kill: 'ms',
  delete: 'ms',
  checkpoint: 'ms',
  restore: 'ms',
  clone_still: 'ms',
  checkpoint_256m: 'ms',
  restore_256m: 'ms',
  checkpoint_1g: 'ms',
  restore_1g: 'ms',
  rewind_1g: 'ms',
  moments10: '×',
  rewind_1g_stored: 'ms',
  echo_p50: 'ms',
  echo_p99: 'ms',
  flood: 'MB/s',
  flood20: 'MB/s',
  reattach: 'ms',
  reattach_stream: 'ms',
  outside_change: 'ms',
  fleet_render: 'ms',
  idle_rss: 'MB',
  idle_cpu: '%',
  stats_cost: '%',
  boot: 'ms',
  boot_desktop: 'ms',
  size_installed: 'MB',
  size_deb: 'MB',
} as const
export type Name = keyof typeof UNITS
export const NAMES = Object.keys(UNITS) as Name[]

export type PeerName = 'runc' | 'podman' | 'ctr' | 'pty' | 'page'

/** One measured figure, as `--json` writes it. */
export interface Result {
  name: Name
  ours: number
  unit: string
  peers: Partial<Record<PeerName, number>>
}

/** What a part found: its figures, and sentences that belong beside them. */
export interface Findings {
  results: Result[]
  notes: string[]
}

/** Rounded to what the clock is worth. */
export function result(name: Name, ours: number, peers: Result['peers'] = {}): Result {
  const rounded = Object.entries(peers).map(([peer, value]) => [peer, round(value)])
  return { name, ours: round(ours), unit: UNITS[name], peers: Object.fromEntries(rounded) }
}

const round = (value: number) => Number(value.toPrecision(4))
