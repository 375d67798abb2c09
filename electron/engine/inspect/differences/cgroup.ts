import type { CgroupFigure } from '../../../../shared/model.ts'
import { type Asked, named, type Told } from './matter.ts'

/** The kernel keeps limits of memory in whole pages. */
const PAGE = 4096

type Limit = CgroupFigure['limit']

/** Which cgroup it is in, and what that limits. */
export function cgroupDifferences(told: Told, asked: Asked): string[] {
  return [...places(told, asked), ...limits(told, asked)]
}

function places({ cgroupPaths: has }: Told, { spec, cgroupPaths: wanted }: Asked): string[] {
  // An ordinary user's runc names cgroups of its own choice all the same, and goes without those that it may not make.
  if (!spec.linux?.cgroupsPath) return []
  const left = Object.entries(wanted).flatMap(([controller, folder]) => {
    const is = has[controller]
    if (is === undefined || is === folder || is.startsWith(`${folder}/`)) return []
    return [controller || 'unified']
  })
  if (left.length === 0) return []
  return [
    `It is in another cgroup than its container, for ${named(left)}: limits there are not its own.`,
  ]
}

function limits({ limits: { version, figures } }: Told, { spec }: Asked): string[] {
  const has = new Map(figures.map((one) => [one.what, one]))
  return [...wantedLimits(spec, version)].flatMap(([what, wanted, otherwise]) => {
    const figure = has.get(what)
    if (!figure) {
      if (wanted === null) return []
      return [WORDS[what].none(limitInWords(wanted, what))]
    }
    if (isSame(figure.limit, wanted) || figure.limit === otherwise) return []
    return [WORDS[what].other(limitInWords(figure.limit, what), limitInWords(wanted, what))]
  })
}

function isSame(is: Limit, wanted: Limit): boolean {
  if (typeof is === 'number' && typeof wanted === 'number') {
    return Math.abs(is - wanted) < 1e-6 * Math.max(1, wanted)
  }
  if (typeof is === 'string' && typeof wanted === 'string') return inShort(is) === inShort(wanted)
  return is === wanted
}

/** "0-2,7" for "7,0,1-2", as the kernel writes a list. */
function inShort(list: string): string {
  const ranges = list
    .split(',')
    .map((range) => range.trim().split('-').map(Number))
    .map(([first = 0, last = first]) => ({ first, last }))
    .sort((a, b) => a.first - b.first)
  const joined: typeof ranges = []
  for (const { first, last } of ranges) {
    const before = joined.at(-1)
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last)
    else joined.push({ first, last })
  }
  return joined.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join()
}

type Limited = Exclude<CgroupFigure['what'], 'cpu time'>

interface LimitWords {
  /** nothing limits it */
  none(wanted: string): string
  other(is: string, wanted: string): string
}

/** Whole sentences: they are said in other languages, too. */
const WORDS: Readonly<Record<Limited, LimitWords>> = {
  memory: {
    none: (wanted) => `Nothing limits memory: config.json asks for ${wanted}.`,
    other: (is, wanted) => `Memory: ${is}; config.json asks for ${wanted}.`,
  },
  'memory before reclaim': {
    none: (wanted) =>
      `Nothing limits memory that is kept under pressure: config.json asks for ${wanted}.`,
    other: (is, wanted) =>
      `Memory that is kept under pressure: ${is}; config.json asks for ${wanted}.`,
  },
  'memory and swap': {
    none: (wanted) => `Nothing limits memory and swap together: config.json asks for ${wanted}.`,
    other: (is, wanted) => `Memory and swap together: ${is}; config.json asks for ${wanted}.`,
  },
  swap: {
    none: (wanted) => `Nothing limits swap: config.json asks for ${wanted}.`,
    other: (is, wanted) => `Swap: ${is}; config.json asks for ${wanted}.`,
  },
  processes: {
    none: (wanted) => `Nothing limits processes: config.json asks for ${wanted}.`,
    other: (is, wanted) => `Processes: ${is}; config.json asks for ${wanted}.`,
  },
  'cpus at once': {
    none: (wanted) => `Nothing limits CPU time: config.json asks for ${wanted}.`,
    other: (is, wanted) => `CPU time: ${is}; config.json asks for ${wanted}.`,
  },
  'cpu weight': {
    none: (wanted) =>
      `Nothing limits its weight among others for the CPU: config.json asks for ${wanted}.`,
    other: (is, wanted) =>
      `Its weight among others for the CPU: ${is}; config.json asks for ${wanted}.`,
  },
  'cpu shares': {
    none: (wanted) => `Nothing limits its shares of the CPU: config.json asks for ${wanted}.`,
    other: (is, wanted) => `Its shares of the CPU: ${is}; config.json asks for ${wanted}.`,
  },
  cpus: {
    none: (wanted) => `Nothing limits the CPUs it may use: config.json asks for ${wanted}.`,
    other: (is, wanted) => `The CPUs it may use: ${is}; config.json asks for ${wanted}.`,
  },
  'memory nodes': {
    none: (wanted) => `Nothing limits the memory nodes it may use: config.json asks for ${wanted}.`,
    other: (is, wanted) => `The memory nodes it may use: ${is}; config.json asks for ${wanted}.`,
  },
}

function limitInWords(limit: Limit, what: Limited): string {
  if (limit === null) return 'no limit'
  if (what === 'cpus at once')
    return `at most ${Number(limit)
      .toFixed(3)
      .replace(/\.?0+$/, '')} CPUs`
  if (what === 'cpus' || what === 'memory nodes') return `${limit}`
  if (what === 'cpu weight' || what === 'cpu shares') return `${limit}`
  return what === 'processes' ? `at most ${limit}` : `at most ${limit} bytes`
}

/** What config.json limits, by the figure that shows it. */
function* wantedLimits(
  { linux }: Asked['spec'],
  version: 'v1' | 'v2',
): Generator<[what: Limited, wanted: Limit, otherwise?: Limit]> {
  const { memory = {}, cpu = {}, pids } = linux?.resources ?? {}
  const v1 = version === 'v1'
  const most = limitOf(memory.limit)
  const withSwap = limitOf(memory.swap)
  if (most !== undefined) yield ['memory', pages(most)]
  if (withSwap !== undefined) {
    if (v1) yield ['memory and swap', pages(withSwap)]
    else yield ['swap', pages(withSwap === null ? null : withSwap - (most ?? 0))]
  }
  const soft = limitOf(memory.reservation)
  if (v1 && soft !== undefined) yield ['memory before reclaim', pages(soft)]
  const processes = limitOf(pids?.limit)
  if (processes !== undefined) yield ['processes', processes]
  const quota = limitOf(cpu.quota)
  if (quota !== undefined) {
    yield ['cpus at once', quota === null ? null : quota / (limitOf(cpu.period) || DEFAULT_PERIOD)]
  }
  const shares = limitOf(cpu.shares)
  if (shares) {
    yield v1 ? ['cpu shares', shares] : ['cpu weight', laterWeightOf(shares), weightOf(shares)]
  }
  if (typeof cpu.cpus === 'string' && cpu.cpus !== '') yield ['cpus', cpu.cpus]
  if (typeof cpu.mems === 'string' && cpu.mems !== '') yield ['memory nodes', cpu.mems]
}

/** µs; the kernel's own */
const DEFAULT_PERIOD = 100_000

/** undefined: nothing is asked for; null: no limit is. */
function limitOf(value: unknown): number | null | undefined {
  if (typeof value !== 'number' || value === 0) return undefined
  return value < 0 ? null : value
}

const pages = (limit: number | null) => limit && Math.floor(limit / PAGE) * PAGE

/** As runc translates shares for v2 up to 1.3, which made too little of the usual 1024. */
const weightOf = (shares: number) => Math.floor(1 + ((shares - 2) * 9999) / 262_142)

/** As later ones do: a curve through the least, the usual and the most of both. */
function laterWeightOf(shares: number): number {
  const power = Math.log2(Math.min(Math.max(shares, 2), 262_144))
  return Math.ceil(10 ** ((power * power + 125 * power) / 612 - 7 / 34))
}
