import { opendirSync, readdirSync } from 'node:fs'
import { RuncibleError } from '../../../shared/errors.ts'
import type { ContainerProcess, InsideFile, OpenFile, ProcessRef } from '../../../shared/model.ts'
import {
  beginningOrNull,
  fieldOf,
  isAlive,
  linkOrNull,
  processStat,
  sendSignal,
  textOrNull,
} from '../runtime/proc.ts'
import { Turns } from '../turns.ts'
import { insideId, parseIdMap } from './id-map.ts'
import { describeSocket, type Socket, UNLISTED } from './socket-words.ts'
import { socketInode } from './sockets.ts'

/** Of a container at most so many are told of: it may have filled itself with others, and each takes the engine's time. */
const MOST_PROCESSES = 1000
/** Of one process at most so many are told of. */
const MOST_FILES = 2000
/** A command line is cut to this; one may hold megabytes. */
const MOST_ARGS_CHARACTERS = 4096
/** What fdinfo says first; of an epoll there may follow a line for each of its thousands. */
const MOST_INFO_BYTES = 512
/** So many names of a folder are read at once. */
const NAMES_AT_ONCE = 256
/** The part of O_ACCMODE in what fdinfo says, octal. */
const ACCESS = ['read', 'write', 'both'] as const

/** The first processes of `pids`, by the kernel's files of them; what ends meanwhile is left out. Starts no program. */
export async function readProcesses(pids: readonly number[]): Promise<ContainerProcess[]> {
  const own = new Set(pids)
  const found: ContainerProcess[] = []
  const turns = new Turns()
  for (const pid of pids.slice(0, MOST_PROCESSES)) {
    const one = readProcess(pid, own)
    if (one) found.push(one)
    await turns.next()
  }
  return found
}

/**
 * Those that are in the pid namespace of `init`: for a container without a cgroup of its own. An init that shares the host's
 * namespace has only itself.
 */
export function inNamespaceOf(init: number): number[] {
  const namespace = linkOrNull(`/proc/${init}/ns/pid`)
  if (namespace === null || namespace === linkOrNull('/proc/self/ns/pid')) return [init]
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => linkOrNull(`/proc/${pid}/ns/pid`) === namespace)
}

/** Signals one of `pids`. Throws `not-found` where it is gone, or is none of them. */
export function signalOne(pids: readonly number[], { pid, startTime }: ProcessRef, signal: number) {
  requireOne(pids, { pid, startTime })
  if (!sendSignal(pid, signal)) throw gone(pid)
}

/** What one of `pids` has open. Throws `not-found` where it is gone; `permission-denied` where it is somebody else's. */
export async function openFilesOf(
  pids: readonly number[],
  process: ProcessRef,
): Promise<OpenFile[]> {
  requireOne(pids, process)
  const found: OpenFile[] = []
  const turns = new Turns()
  try {
    for (const fd of descriptorsOf(process.pid)) {
      if (found.length === MOST_FILES) break
      const file = readOpenFile(process.pid, fd)
      if (file) found.push(file)
      await turns.next()
    }
    return found
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') throw gone(process.pid)
    throw new RuncibleError('permission-denied', `the files of process ${process.pid} are hidden`, {
      hint: 'The kernel shows them to root alone. Work on this machine as root to see them.',
      cause,
    })
  }
}

/** Under which numbers a process has something open, the lowest first; it may be a million. Throws where it is gone, or hides them. */
export function* descriptorsOf(pid: number): Generator<number> {
  const dir = opendirSync(`/proc/${pid}/fd`, { bufferSize: NAMES_AT_ONCE })
  try {
    for (let entry = dir.readSync(); entry; entry = dir.readSync()) yield Number(entry.name)
  } finally {
    dir.closeSync()
  }
}

/** Throws `not-found` where a process is gone, or is none of `pids`. */
export function requireOne(pids: readonly number[], { pid, startTime }: ProcessRef): void {
  if (!pids.includes(pid) || !isAlive(pid, startTime)) throw gone(pid)
}

const gone = (pid: number) =>
  new RuncibleError('not-found', `process ${pid} has ended: not found`, {
    hint: 'It may have ended a moment ago: the list shows those that run now.',
  })

function readProcess(pid: number, own: ReadonlySet<number>): ContainerProcess | null {
  const status = textOrNull(`/proc/${pid}/status`)
  const stat = processStat(pid)
  if (status === null || stat === null) return null
  const of = (field: string) => fieldOf(status, field)
  const parent = Number(of('PPid'))
  return {
    pid,
    startTime: stat.startTime,
    inside: Number(of('NSpid').split(/\s+/).at(-1)) || pid,
    parent: own.has(parent) ? parent : null,
    uid: insideId(
      Number(of('Uid').split(/\s+/)[0]),
      parseIdMap(textOrNull(`/proc/${pid}/uid_map`) ?? ''),
    ),
    state: stat.state,
    threads: Number(of('Threads')) || 0,
    cpuMs: stat.cpuMs,
    memoryBytes: Number.parseInt(of('VmRSS'), 10) * 1024 || 0,
    args: argsOf(textOrNull(`/proc/${pid}/cmdline`) ?? ''),
    name: of('Name'),
  }
}

function argsOf(cmdline: string): string[] {
  if (cmdline === '') return []
  return cmdline.slice(0, MOST_ARGS_CHARACTERS).replace(/\0$/, '').split('\0')
}

function readOpenFile(pid: number, fd: number): OpenFile | null {
  const target = linkOrNull(`/proc/${pid}/fd/${fd}`)
  const info = beginningOrNull(`/proc/${pid}/fdinfo/${fd}`, MOST_INFO_BYTES)?.toString() ?? null
  if (target === null || info === null) return null
  const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? '0', 8)
  const position = Number(/^pos:\s*(\d+)/m.exec(info)?.[1] ?? 0)
  return { fd, target, mode: ACCESS[flags & 3] ?? 'both', position }
}

/** The same with what it is; a socket in words. */
export function fileWithSocket(file: OpenFile, sockets: ReadonlyMap<number, Socket>): InsideFile {
  const key = socketInode(file.target)
  if (key === null) return { ...file, kind: kindOf(file.target), flags: [] }
  return {
    ...file,
    kind: 'socket',
    target: describeSocket(sockets.get(key) ?? UNLISTED),
    flags: [],
  }
}

function kindOf(target: string): InsideFile['kind'] {
  if (target.startsWith('pipe:')) return 'pipe'
  if (!target.startsWith('/')) return 'other'
  return target.startsWith('/dev/pts/') || target === '/dev/console' ? 'terminal' : 'file'
}
