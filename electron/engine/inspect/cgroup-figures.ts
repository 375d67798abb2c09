import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CgroupFigure, InspectedCgroup } from '../../../shared/model.ts'
import { type CgroupPaths, cgroupPathsIn } from '../runtime/cgroup.ts'

/** v1 writes "no limit" as the largest multiple of a page that fits; nobody sets one near it. */
const UNLIMITED = 2 ** 60
/** A file of a cgroup is short; a list of CPUs of the largest machine is no longer. */
const MOST_CHARACTERS = 4096
const NANOSECONDS = 1000
const MOST_PATHS = 64

/** What a figure is read from: files of one controller's folder. */
interface Source {
  controller: string
  now?: string
  limit?: string
}

/** What is in /proc/PID/cgroup, and what the files of those folders say. Without a file there is no figure. */
export async function inspectCgroup(text: string): Promise<InspectedCgroup> {
  return {
    paths: text
      .split('\n')
      .flatMap((line) => parsePath(line) ?? [])
      .slice(0, MOST_PATHS),
    ...(await readFigures(cgroupPathsIn(text))),
  }
}

/** v2 where there is one hierarchy alone. */
export async function readFigures(
  paths: CgroupPaths,
): Promise<Pick<InspectedCgroup, 'version' | 'figures'>> {
  const unified = Object.keys(paths).every((controller) => controller === '')
  if (unified) return { version: 'v2', figures: await figuresV2(paths) }
  return { version: 'v1', figures: await figuresV1(paths) }
}

function parsePath(line: string): InspectedCgroup['paths'][number] | null {
  const [, controllers, path] = /^\d+:([^:]*):(.+)$/.exec(line) ?? []
  if (controllers === undefined || path === undefined) return null
  return { controllers, path: path.slice(0, MOST_CHARACTERS) }
}

async function figuresV1(paths: CgroupPaths): Promise<CgroupFigure[]> {
  const of = (what: CgroupFigure['what'], unit: CgroupFigure['unit'], source: Source) =>
    figure(paths, what, unit, source)
  const memory = (what: CgroupFigure['what'], now: string, limit: string) =>
    of(what, 'bytes', { controller: 'memory', now, limit })
  const limited = { now: 'memory.usage_in_bytes', swap: 'memory.memsw.usage_in_bytes' }
  return present([
    memory('memory', limited.now, 'memory.limit_in_bytes'),
    memory('memory and swap', limited.swap, 'memory.memsw.limit_in_bytes'),
    memory('memory before reclaim', limited.now, 'memory.soft_limit_in_bytes'),
    of('processes', 'count', { controller: 'pids', now: 'pids.current', limit: 'pids.max' }),
    usage(paths, 'cpuacct', 'cpuacct.usage', (text) => whole(text, NANOSECONDS)),
    quotaV1(paths),
    of('cpu shares', 'count', { controller: 'cpu', limit: 'cpu.shares' }),
    of('cpus', 'list', {
      controller: 'cpuset',
      now: 'cpuset.effective_cpus',
      limit: 'cpuset.cpus',
    }),
    of('memory nodes', 'list', {
      controller: 'cpuset',
      now: 'cpuset.effective_mems',
      limit: 'cpuset.mems',
    }),
  ])
}

async function figuresV2(paths: CgroupPaths): Promise<CgroupFigure[]> {
  const of = (
    what: CgroupFigure['what'],
    unit: CgroupFigure['unit'],
    now: string | undefined,
    limit: string,
  ) => figure(paths, what, unit, { controller: '', limit, ...(now && { now }) })
  return present([
    of('memory', 'bytes', 'memory.current', 'memory.max'),
    of('swap', 'bytes', 'memory.swap.current', 'memory.swap.max'),
    of('memory before reclaim', 'bytes', 'memory.current', 'memory.high'),
    of('processes', 'count', 'pids.current', 'pids.max'),
    usage(paths, '', 'cpu.stat', (text) => whole(/^usage_usec (\d+)/m.exec(text)?.[1] ?? '')),
    quotaV2(paths),
    of('cpu weight', 'count', undefined, 'cpu.weight'),
    of('cpus', 'list', 'cpuset.cpus.effective', 'cpuset.cpus'),
    of('memory nodes', 'list', 'cpuset.mems.effective', 'cpuset.mems'),
  ])
}

const present = async (figures: readonly Promise<CgroupFigure | null>[]) =>
  (await Promise.all(figures)).filter((one) => one !== null)

async function figure(
  paths: CgroupPaths,
  what: CgroupFigure['what'],
  unit: CgroupFigure['unit'],
  { controller, now, limit }: Source,
): Promise<CgroupFigure | null> {
  const [current, most] = await Promise.all([
    readOne(paths, controller, now),
    readOne(paths, controller, limit),
  ])
  if (most === null) return null
  const value = unit === 'list' ? list : (text: string) => whole(text)
  return {
    what,
    unit,
    now: current === null ? null : value(current),
    limit: value(most),
    files: [now, limit].flatMap((name) => name ?? []),
  }
}

async function usage(
  paths: CgroupPaths,
  controller: string,
  file: string,
  read: (text: string) => number | null,
): Promise<CgroupFigure | null> {
  const text = await readOne(paths, controller, file)
  if (text === null) return null
  return { what: 'cpu time', unit: 'µs', now: read(text), limit: null, files: [file] }
}

async function quotaV1(paths: CgroupPaths): Promise<CgroupFigure | null> {
  const files = ['cpu.cfs_quota_us', 'cpu.cfs_period_us']
  const [quota, period] = await Promise.all(files.map((name) => readOne(paths, 'cpu', name)))
  return quotaFigure(quota ?? null, period ?? null, files)
}

async function quotaV2(paths: CgroupPaths): Promise<CgroupFigure | null> {
  const [quota, period] = (await readOne(paths, '', 'cpu.max'))?.split(' ') ?? []
  return quotaFigure(quota ?? null, period ?? null, ['cpu.max'])
}

function quotaFigure(
  quota: string | null,
  period: string | null,
  files: string[],
): CgroupFigure | null {
  if (quota === null || period === null) return null
  const [most, each] = [Number(quota), Number(period)]
  const limit = most > 0 && each > 0 ? most / each : null
  return { what: 'cpus at once', unit: 'cpus', now: null, limit, files }
}

/** null for `max`, -1, and v1's word for no limit. */
function whole(text: string, per = 1): number | null {
  const value = Number.parseInt(text, 10)
  return Number.isNaN(value) || value < 0 || value >= UNLIMITED ? null : Math.floor(value / per)
}

const list = (text: string) => text || null

async function readOne(
  paths: CgroupPaths,
  controller: string,
  file: string | undefined,
): Promise<string | null> {
  const folder = paths[controller]
  if (folder === undefined || file === undefined) return null
  const text = await readFile(join(folder, file), 'utf8').catch(() => null)
  return text?.slice(0, MOST_CHARACTERS).trim() ?? null
}
