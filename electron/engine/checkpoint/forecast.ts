import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import type { CheckpointFinding, CheckpointForecast } from '../../../shared/model.ts'

/** CRIU takes deleted files along up to this, unless a ghost-limit says otherwise: bytes. */
const GHOST_LIMIT = 1024 * 1024
/** Of a container at most so many processes are looked at: it may have filled itself with others. */
const MOST_PROCESSES = 1000
/** States of /proc/net/tcp that belong to no connection: closed, and listening. */
const NOT_CONNECTED = new Set(['07', '0A'])
/** An idle shell takes this, and its memory is written at this rate: for an estimate, as measured here. */
const AT_LEAST_MS = 250
const BYTES_PER_MS = 500_000

/** What was found in the descriptors of all processes. */
interface Found {
  /** inodes */
  sockets: Set<string>
  lockHolders: string[]
  /** larger than CRIU takes along */
  deleted: { path: string; bytes: number }[]
  memory: number
}

/**
 * What would stand in the way of a checkpoint of these processes as they are now, and which options help: from the kernel's own
 * files of them; no program is started, nothing is stopped. It may be otherwise a moment later. Of unix sockets the kernel's
 * files do not tell where the other end is.
 */
export function forecast(pids: readonly number[]): CheckpointForecast {
  const found = lookAt(pids.slice(0, MOST_PROCESSES))
  const [init] = pids
  const connections = init === undefined ? 0 : connectionsOf(init, found.sockets)
  return {
    findings: [tcp(connections), locks(found.lockHolders), ...found.deleted.map(ghost)].filter(
      (one) => one !== null,
    ),
    memory: found.memory,
    took: Math.round(AT_LEAST_MS + found.memory / BYTES_PER_MS),
  }
}

function tcp(connections: number): CheckpointFinding | null {
  if (connections === 0) return null
  const them = connections === 1 ? 'a TCP connection is' : `${connections} TCP connections are`
  return {
    message: `${them} established`,
    hint: 'The other end must still be there at the restore.',
    option: 'allowOpenTcp',
  }
}

function locks(holders: readonly string[]): CheckpointFinding | null {
  if (holders.length === 0) return null
  const who = [...new Set(holders)].join(', ')
  return { message: `file locks are held by ${who}`, option: 'fileLocks' }
}

function ghost({ path, bytes }: { path: string; bytes: number }): CheckpointFinding {
  return {
    message: `${path} is deleted and still open, with ${bytes} bytes`,
    hint: 'CRIU takes deleted files along up to 1 MiB and refuses larger ones. Close it inside, or raise the limit by a line “ghost-limit 100M” in /etc/criu/runc.conf.',
    option: null,
  }
}

function lookAt(pids: readonly number[]): Found {
  const found: Found = { sockets: new Set(), lockHolders: [], deleted: [], memory: 0 }
  const inodes = new Set<string>()
  for (const pid of pids) {
    const status = textOrEmpty(`/proc/${pid}/status`)
    for (const field of ['RssAnon', 'RssShmem'])
      found.memory += Number(new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0) * 1024
    const name = /^Name:\s*(.*)$/m.exec(status)?.[1] ?? String(pid)
    for (const fd of namesIn(`/proc/${pid}/fd`)) lookAtFile(found, inodes, { pid, fd, name })
  }
  return found
}

function lookAtFile(
  found: Found,
  inodes: Set<string>,
  { pid, fd, name }: { pid: number; fd: string; name: string },
): void {
  const target = linkOrEmpty(`/proc/${pid}/fd/${fd}`)
  const socket = /^socket:\[(\d+)\]$/.exec(target)?.[1]
  if (socket) found.sockets.add(socket)
  if (/^lock:/m.test(textOrEmpty(`/proc/${pid}/fdinfo/${fd}`))) found.lockHolders.push(name)
  if (!target.startsWith('/') || !target.endsWith(' (deleted)')) return
  const file = statSync(`/proc/${pid}/fd/${fd}`, { throwIfNoEntry: false })
  const key = `${file?.dev}:${file?.ino}`
  if (!file?.isFile() || file.size <= GHOST_LIMIT || inodes.has(key)) return
  inodes.add(key)
  found.deleted.push({ path: target.slice(0, -' (deleted)'.length), bytes: file.size })
}

/** How many of these sockets are connected by TCP, in the network namespace of `pid`. */
function connectionsOf(pid: number, sockets: ReadonlySet<string>): number {
  const lines = ['tcp', 'tcp6'].flatMap((name) =>
    textOrEmpty(`/proc/${pid}/net/${name}`).split('\n').slice(1),
  )
  return lines.filter((line) => {
    const [, , , state = '', , , , , , inode = ''] = line.trim().split(/\s+/)
    return sockets.has(inode) && !NOT_CONNECTED.has(state)
  }).length
}

/** What ends while it is looked at has nothing any more. */
function textOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function linkOrEmpty(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
