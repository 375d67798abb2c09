import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stats } from '../../../shared/model.ts'
import type { CgroupPaths } from './cgroup.ts'

/** v1 writes "no limit" as the largest multiple of a page that fits; nobody sets one near it. */
const UNLIMITED = 2 ** 60

/** One moment's figures of a cgroup, read from its files; null where a controller is not there. Starts no program. */
export async function readStats(paths: CgroupPaths): Promise<Stats> {
  const at = new Date().toISOString()
  const unified = Object.keys(paths).every((controller) => controller === '')
  return { at, ...(await (unified ? readV2(paths['']) : readV1(paths))) }
}

async function readV2(folder: string | undefined): Promise<Omit<Stats, 'at'>> {
  const [cpu, current, stat, max, events, pids, pidsMax, io] = await readAll(folder, [
    'cpu.stat',
    'memory.current',
    'memory.stat',
    'memory.max',
    'memory.events',
    'pids.current',
    'pids.max',
    'io.stat',
  ])
  return {
    cpuUsec: field(cpu, 'usage_usec'),
    memory: withoutCache(number(current), field(stat, 'inactive_file')),
    memoryLimit: limit(max),
    pids: number(pids),
    pidsLimit: limit(pidsMax),
    ioRead: sum(io, /\brbytes=(\d+)/g),
    ioWrite: sum(io, /\bwbytes=(\d+)/g),
    oomKills: field(events, 'oom_kill'),
  }
}

async function readV1(paths: CgroupPaths): Promise<Omit<Stats, 'at'>> {
  const [[cpu], [usage, stat, max, oom], [pids, pidsMax], [io]] = await Promise.all([
    readAll(paths.cpuacct, ['cpuacct.usage']),
    readAll(paths.memory, [
      'memory.usage_in_bytes',
      'memory.stat',
      'memory.limit_in_bytes',
      'memory.oom_control',
    ]),
    readAll(paths.pids, ['pids.current', 'pids.max']),
    readAll(paths.blkio, ['blkio.throttle.io_service_bytes_recursive']),
  ])
  const cpuNsec = number(cpu)
  return {
    cpuUsec: cpuNsec === null ? null : Math.floor(cpuNsec / 1000),
    memory: withoutCache(number(usage), field(stat, 'total_inactive_file')),
    memoryLimit: limit(max),
    pids: number(pids),
    pidsLimit: limit(pidsMax),
    ioRead: sum(io, / Read (\d+)/g),
    ioWrite: sum(io, / Write (\d+)/g),
    oomKills: field(oom, 'oom_kill'),
  }
}

function readAll(folder: string | undefined, names: string[]): Promise<Array<string | null>> {
  return Promise.all(
    names.map((name) =>
      folder === undefined ? null : readFile(join(folder, name), 'utf8').catch(() => null),
    ),
  )
}

function number(text: string | null | undefined): number | null {
  const value = Number.parseInt(text ?? '', 10)
  return Number.isNaN(value) ? null : value
}

/** The number after `name` in a file of `name number` lines. */
function field(text: string | null | undefined, name: string): number | null {
  const line = text?.split('\n').find((line) => line.startsWith(`${name} `))
  return line === undefined ? null : number(line.slice(name.length))
}

/** null for `max`, and for v1's word for it. */
function limit(text: string | null | undefined): number | null {
  const value = number(text)
  return value === null || value >= UNLIMITED ? null : value
}

/** What docker and containerd show: memory in use without the page cache that can go at any time. */
function withoutCache(used: number | null, inactiveFile: number | null): number | null {
  return used === null ? null : Math.max(0, used - (inactiveFile ?? 0))
}

/** The sum of what `pattern` captures; null without the file. */
function sum(text: string | null | undefined, pattern: RegExp): number | null {
  if (text === null || text === undefined) return null
  return [...text.matchAll(pattern)].reduce((total, [, digits]) => total + Number(digits), 0)
}
