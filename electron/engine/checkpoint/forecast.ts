import { readdir, stat } from 'node:fs/promises'
import type { CheckpointFinding, CheckpointForecast, LeftOut } from '../../../shared/model.ts'
import { unixPeers } from '../runtime/nsenter.ts'
import { fieldOf, linkOrNull, textOrNull } from '../runtime/proc.ts'
import { Turns } from '../turns.ts'
import { stoppedProcesses, tracedProcesses } from './out-of-reach.ts'

/** CRIU takes deleted files along up to this, unless a ghost-limit says otherwise: bytes. */
const GHOST_LIMIT = 1024 * 1024
/** Of a container at most so many processes and files are looked at, and so many deleted ones told of: it may be full of them. */
const MOST_PROCESSES = 1000
const MOST_FILES = 20_000
const MOST_DELETED = 10
const DELETED = ' (deleted)'
/** States of /proc/net/tcp that belong to no connection: closed, and listening. */
const NOT_CONNECTED = new Set(['07', '0A'])
/** The state of a unix socket that has another end, in /proc/net/unix. */
const CONNECTED_UNIX = '03'
/** What ss says of one that has none. */
const NO_PEER = '0'
/** So many mounts are named. */
const MOST_MOUNTS = 8
/** Of what a checkpoint leaves behind. */
const AS_BY_THEN =
  'A restore finds them as they are by then; a file that was open and is another then stops it.'
/** An idle shell takes this, and its memory is written at this rate: for an estimate, as measured here. */
const AT_LEAST_MS = 250
const BYTES_PER_MS = 500_000

/** What was found in the processes and their descriptors. */
interface Found {
  /** how many files were looked at */
  files: number
  /** there is more than was looked at */
  isCut: boolean
  /** inodes */
  sockets: Set<string>
  /** names of processes */
  lockHolders: Set<string>
  /** larger than CRIU takes along, by device and inode */
  deleted: Map<string, { path: string; bytes: number }>
  memory: number
}

/** What is known of a container beside its processes. */
export interface Circumstances {
  /** the folder of the user's that it uses as it is, as its root filesystem; null: its files are its own */
  folder: string | null
  /** what it has mounted from elsewhere */
  leftOut: readonly LeftOut[]
  /** why this machine takes no checkpoints; empty: it does */
  problem: string
}

/**
 * What would stand in the way of a checkpoint of these processes as they are now, which options help, and what it would leave
 * behind: from the kernel's own files of them; nothing is stopped. It may be otherwise a moment later. Where unix sockets are
 * connected, `ss` is asked for the other ends, which no file tells.
 */
export async function forecast(
  pids: readonly number[],
  { folder, leftOut, problem }: Circumstances,
): Promise<CheckpointForecast> {
  const found = await lookAt(pids)
  // All of a container's have one network.
  const [any] = pids
  const connections = any === undefined ? 0 : connectionsOf(any, found.sockets)
  const outside = any === undefined ? 0 : await outsideSocketsOf(any, found.sockets)
  const deleted = [...found.deleted.values()].slice(0, MOST_DELETED)
  return {
    findings: [
      machine(problem),
      stoppedProcesses(pids),
      tracedProcesses(pids),
      found.isCut ? cut(outside) : unix(outside),
      tcp(connections),
      locks([...found.lockHolders]),
      ...deleted.map(ghost),
      leftFolder(folder),
      left(leftOut),
    ].filter((one) => one !== null),
    memory: found.memory,
    takes: Math.round(AT_LEAST_MS + found.memory / BYTES_PER_MS),
  }
}

function machine(problem: string): CheckpointFinding | null {
  if (problem === '') return null
  return {
    message: `no checkpoint can be taken here: ${problem}`,
    hint: 'See what the machine lacks in its report.',
    kind: 'refused',
    option: null,
  }
}

function unix(outside: number): CheckpointFinding | null {
  if (outside === 0) return null
  return {
    message:
      outside === 1
        ? 'a unix socket leads to a process outside the container'
        : `${outside} unix sockets lead to a process outside the container`,
    hint: 'CRIU refuses that. End the connection inside, or run both ends in the container.',
    kind: 'refused',
    option: null,
  }
}

/** The other end of a socket may be one that was not looked at: nothing is said of what is refused then. */
function cut(elsewhere: number): CheckpointFinding {
  const sockets =
    elsewhere > 0
      ? ` Unix sockets (${elsewhere}) lead to ones that were not, inside or outside.`
      : ''
  return {
    message: `not all of it was looked at: it has more than ${MOST_PROCESSES} processes or ${MOST_FILES} open files`,
    hint: `There may be more in the way than is said here.${sockets}`,
    kind: 'unknown',
    option: null,
  }
}

function leftFolder(folder: string | null): CheckpointFinding | null {
  if (folder === null) return null
  return {
    message: `left behind: ${folder}, its root filesystem`,
    hint: AS_BY_THEN,
    kind: 'left',
    option: 'copyFiles',
  }
}

function left(mounts: readonly LeftOut[]): CheckpointFinding | null {
  if (mounts.length === 0) return null
  const named = mounts
    .slice(0, MOST_MOUNTS)
    .map(({ kind, what, destination }) =>
      kind === 'volume'
        ? `the volume ${what} at ${destination}`
        : `${what} of the host at ${destination}`,
    )
  const list = named.join(', ')
  const more = mounts.length - named.length
  return {
    message: more > 0 ? `left behind: ${list}, ${more} more` : `left behind: ${list}`,
    hint: AS_BY_THEN,
    kind: 'left',
    option: null,
  }
}

function tcp(connections: number): CheckpointFinding | null {
  if (connections === 0) return null
  return {
    message:
      connections === 1
        ? 'a TCP connection is established'
        : `${connections} TCP connections are established`,
    hint: 'The other end must still be there at the restore.',
    kind: 'option',
    option: 'allowOpenTcp',
  }
}

function locks(holders: readonly string[]): CheckpointFinding | null {
  if (holders.length === 0) return null
  return {
    message: `file locks are held by ${holders.join(', ')}`,
    kind: 'option',
    option: 'fileLocks',
  }
}

function ghost({ path, bytes }: { path: string; bytes: number }): CheckpointFinding {
  return {
    message: `${path} is deleted and still open, with ${bytes} bytes`,
    hint: 'CRIU takes deleted files along up to 1 MiB where it is not told otherwise.',
    kind: 'option',
    option: 'largeDeletedFiles',
  }
}

async function lookAt(pids: readonly number[]): Promise<Found> {
  const found: Found = {
    files: 0,
    isCut: pids.length > MOST_PROCESSES,
    sockets: new Set(),
    lockHolders: new Set(),
    deleted: new Map(),
    memory: 0,
  }
  const turns = new Turns()
  for (const pid of pids.slice(0, MOST_PROCESSES)) {
    const status = textOrNull(`/proc/${pid}/status`) ?? ''
    found.memory += memoryIn(status)
    const name = fieldOf(status, 'Name')
    // One that ends while it is looked at has nothing any more.
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      if (++found.files > MOST_FILES) {
        found.isCut = true
        break
      }
      await lookAtFile(found, { pid, fd, name })
      await turns.next()
    }
  }
  return found
}

/** Memory of these processes that a checkpoint writes, bytes; what several share counts for each. */
export const memoryOf = (pids: readonly number[]): number =>
  pids
    .slice(0, MOST_PROCESSES)
    .reduce((sum, pid) => sum + memoryIn(textOrNull(`/proc/${pid}/status`) ?? ''), 0)

/** Of a /proc/PID/status, bytes. */
const memoryIn = (status: string) =>
  ['RssAnon', 'RssShmem'].reduce(
    (sum, field) => sum + 1024 * (Number.parseInt(fieldOf(status, field), 10) || 0),
    0,
  )

async function lookAtFile(
  found: Found,
  { pid, fd, name }: { pid: number; fd: string; name: string },
): Promise<void> {
  const file = `/proc/${pid}/fd/${fd}`
  const target = linkOrNull(file) ?? ''
  const socket = /^socket:\[(\d+)\]$/.exec(target)?.[1]
  if (socket) found.sockets.add(socket)
  if (/^lock:/m.test(textOrNull(`/proc/${pid}/fdinfo/${fd}`) ?? '')) found.lockHolders.add(name)
  if (!target.startsWith('/') || !target.endsWith(DELETED)) return
  // Whoever serves the file may not answer: nobody else waits for that.
  const stats = await stat(file).catch(() => null)
  if (!stats?.isFile() || stats.size <= GHOST_LIMIT) return
  const path = target.slice(0, -DELETED.length)
  found.deleted.set(`${stats.dev}:${stats.ino}`, { path, bytes: stats.size })
}

/** How many of these are unix sockets whose other end is none of them. */
async function outsideSocketsOf(pid: number, sockets: ReadonlySet<string>): Promise<number> {
  if (!isConnectedUnix(pid, sockets)) return 0
  const peers = await unixPeers(pid).catch(() => new Map<string, string>())
  return [...sockets].filter((inode) => {
    const peer = peers.get(inode) ?? NO_PEER
    return peer !== NO_PEER && !sockets.has(peer)
  }).length
}

/** Lines of /proc/net/unix: address, references, protocol, flags, type, state, inode, and a path where it has one. */
function isConnectedUnix(pid: number, sockets: ReadonlySet<string>): boolean {
  const lines = (textOrNull(`/proc/${pid}/net/unix`) ?? '').split('\n').slice(1)
  return lines.some((line) => {
    const [, , , , , state, inode = ''] = line.trim().split(/\s+/)
    return state === CONNECTED_UNIX && sockets.has(inode)
  })
}

/** How many of these sockets are connected by TCP, in the network namespace of `pid`. */
function connectionsOf(pid: number, sockets: ReadonlySet<string>): number {
  const lines = ['tcp', 'tcp6'].flatMap((name) =>
    (textOrNull(`/proc/${pid}/net/${name}`) ?? '').split('\n').slice(1),
  )
  return lines.filter((line) => {
    const [, , , state = '', , , , , , inode = ''] = line.trim().split(/\s+/)
    return sockets.has(inode) && !NOT_CONNECTED.has(state)
  }).length
}
