import type { MemoryAtEnd } from '../../../shared/model.ts'
import type { CgroupPaths } from './cgroup.ts'
import { kernelText } from './kernel-file.ts'

/** v1 writes "no limit" as the largest multiple of a page that fits; nobody sets one near it. */
const UNLIMITED = 2 ** 60
/** the longest number that a file has, with the blank before it */
const DIGITS = 22

/** One moment's figures of a cgroup; null where the controller is not there. */
export interface Stats {
  /** CPU time used since start, µs */
  cpuUsec: number | null
  /** bytes in use, without the page cache that can go at any time */
  memory: number | null
  memoryLimit: number | null
  pids: number | null
  pidsLimit: number | null
  /** bytes read and written by block devices since start */
  ioRead: number | null
  ioWrite: number | null
  oomKills: number | null
}

/** Read from its files: starts no program. */
export function readStats(paths: CgroupPaths): Stats {
  return isUnified(paths) ? readV2(paths['']) : readV1(paths)
}

/** What a cgroup says of its memory after its processes have ended; null where it has none, or is gone. */
export function readMemoryAtEnd(paths: CgroupPaths): MemoryAtEnd | null {
  const at = isUnified(paths) ? memoryV2(paths['']) : memoryV1(paths.memory)
  return Object.values(at).every((figure) => figure === null) ? null : at
}

const isUnified = (paths: CgroupPaths) =>
  Object.keys(paths).every((controller) => controller === '')

function memoryV2(folder: string | undefined): MemoryAtEnd {
  const events = read(folder, 'memory.events')
  return {
    limit: limit(read(folder, 'memory.max')),
    // Only since Linux 5.19.
    peak: number(read(folder, 'memory.peak')),
    refused: field(events, 'max'),
    oomKills: field(events, 'oom_kill'),
  }
}

const memoryV1 = (folder: string | undefined): MemoryAtEnd => ({
  limit: limit(read(folder, 'memory.limit_in_bytes')),
  peak: number(read(folder, 'memory.max_usage_in_bytes')),
  refused: number(read(folder, 'memory.failcnt')),
  oomKills: field(read(folder, 'memory.oom_control'), 'oom_kill'),
})

function readV2(folder: string | undefined): Stats {
  const io = read(folder, 'io.stat')
  return {
    cpuUsec: field(read(folder, 'cpu.stat'), 'usage_usec'),
    memory: memoryInUse(folder, 'memory.current', 'inactive_file'),
    memoryLimit: limit(read(folder, 'memory.max')),
    pids: number(read(folder, 'pids.current')),
    pidsLimit: limit(read(folder, 'pids.max')),
    ioRead: sum(io, /\brbytes=(\d+)/g),
    ioWrite: sum(io, /\bwbytes=(\d+)/g),
    oomKills: field(read(folder, 'memory.events'), 'oom_kill'),
  }
}

function readV1({ cpuacct, memory, pids, blkio }: CgroupPaths): Stats {
  const cpuNsec = number(read(cpuacct, 'cpuacct.usage'))
  const io = read(blkio, 'blkio.throttle.io_service_bytes_recursive')
  return {
    cpuUsec: cpuNsec === null ? null : Math.floor(cpuNsec / 1000),
    memory: memoryInUse(memory, 'memory.usage_in_bytes', 'total_inactive_file'),
    memoryLimit: limit(read(memory, 'memory.limit_in_bytes')),
    pids: number(read(pids, 'pids.current')),
    pidsLimit: limit(read(pids, 'pids.max')),
    ioRead: sum(io, / Read (\d+)/g),
    ioWrite: sum(io, / Write (\d+)/g),
    oomKills: field(read(memory, 'memory.oom_control'), 'oom_kill'),
  }
}

const read = (folder: string | undefined, name: string): string | null =>
  folder === undefined ? null : kernelText(`${folder}/${name}`)

function number(text: string | null): number | null {
  const value = Number.parseInt(text ?? '', 10)
  return Number.isNaN(value) ? null : value
}

/** The number after `name` in a file of `name number` lines. Not split: memory.stat has forty, and is read every second. */
function field(text: string | null, name: string): number | null {
  if (text === null) return null
  const line = text.startsWith(`${name} `) ? 0 : text.indexOf(`\n${name} `) + 1
  const isThere = line > 0 || text.startsWith(`${name} `)
  return isThere ? number(text.slice(line + name.length, line + name.length + DIGITS)) : null
}

/** null for `max`, and for v1's word for it. */
function limit(text: string | null): number | null {
  const value = number(text)
  return value === null || value >= UNLIMITED ? null : value
}

/** What docker and containerd show: all that is in use but what memory.stat has as `cache`. */
function memoryInUse(folder: string | undefined, name: string, cache: string): number | null {
  const used = number(read(folder, name))
  if (used === null) return null
  return Math.max(0, used - (field(read(folder, 'memory.stat'), cache) ?? 0))
}

/** The sum of what `pattern` captures; null without the file. */
function sum(text: string | null, pattern: RegExp): number | null {
  if (text === null) return null
  return [...text.matchAll(pattern)].reduce((total, [, digits]) => total + Number(digits), 0)
}
