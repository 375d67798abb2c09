import { isIPv4 } from 'node:net'
import type {
  CheckpointInside,
  ContainerProcess,
  InsideFile,
  InsideProcess,
  InsideSocket,
} from '../../../../shared/model.ts'
import { openFilesOf, readProcesses } from '../../inspect/processes.ts'
import { linkOrNull, textOrNull } from '../../runtime/proc.ts'
import { Turns } from '../../turns.ts'
import { describeSocket, endpoint, heldSockets, netState } from './sockets.ts'

/** As much of an environment as is read of a moment's: bytes. */
const MOST_ENVIRONMENT = 64 * 1024
/** States of /proc/net/tcp by their numbers. */
const TCP_STATES = [
  '',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
]
/** __SO_ACCEPTCON in /proc/net/unix: it listens. */
const ACCEPTS = 0x10000
const UNIX_CONNECTED = '03'
const UNIX_TYPES: Readonly<Record<number, string>> = { 1: 'stream', 2: 'dgram', 5: 'seqpacket' }

type Socket = Omit<InsideSocket, 'holders'>

/**
 * What is in a container now, as far as it can be set beside a moment: from the kernel's own files of its processes, without
 * memory maps and mounts. Nothing is stopped for it.
 */
export async function insideNow(pids: readonly number[]): Promise<CheckpointInside> {
  const all = readProcesses(pids)
  // All of a container's have one network.
  const sockets = all[0] ? socketsBy(all[0].pid) : new Map<number, Socket>()
  const insideOf = new Map(all.map(({ pid, inside }) => [pid, inside]))
  const processes: InsideProcess[] = []
  const held: { key: number; socket: Socket; pid: number; fd: number }[] = []
  const turns = new Turns()
  for (const one of all) {
    const files = filesOf(pids, one)
    for (const { fd, target } of files) {
      const socket = sockets.get(inode(target))
      if (socket) held.push({ key: inode(target), socket, pid: one.inside, fd })
    }
    processes.push(
      processNow(
        one,
        insideOf,
        files.map((file) => fileNow(file, sockets)),
      ),
    )
    await turns.next()
  }
  const notes =
    all.length < pids.length ? ['Not all processes of now are looked at: there are too many.'] : []
  return {
    hostname: null,
    processes,
    processCount: pids.length,
    sockets: heldSockets(held),
    mounts: [],
    notes,
  }
}

function processNow(
  one: ContainerProcess,
  insideOf: ReadonlyMap<number, number>,
  files: InsideFile[],
): InsideProcess {
  const { pid, inside, parent, name, uid, state, threads, args } = one
  const environment = textOrNull(`/proc/${pid}/environ`)?.slice(0, MOST_ENVIRONMENT)
  return {
    pid: inside,
    parent: parent === null ? 0 : (insideOf.get(parent) ?? 0),
    session: 0,
    name,
    state: state === 'Z' ? 'ended' : state === 'T' ? 'stopped' : 'alive',
    uid,
    threads: [],
    threadCount: threads,
    args,
    env: environment === undefined ? null : environment.split('\0').filter(Boolean),
    exe: linkOrNull(`/proc/${pid}/exe`) ?? '',
    cwd: linkOrNull(`/proc/${pid}/cwd`) ?? '',
    memory: ownMemory(pid),
    maps: [],
    files,
  }
}

/** Bytes of what CRIU would take along of it: neither what is shared nor what lies in files unchanged. */
function ownMemory(pid: number): number {
  const status = textOrNull(`/proc/${pid}/status`) ?? ''
  const of = (field: string) =>
    Number(new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0)
  return 1024 * (of('RssAnon') + of('VmSwap'))
}

/** None of one that has ended meanwhile, or that hides them. */
function filesOf(pids: readonly number[], process: ContainerProcess) {
  try {
    return openFilesOf(pids, process)
  } catch {
    return []
  }
}

const inode = (target: string) => Number(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? 0)

function fileNow(
  file: ReturnType<typeof openFilesOf>[number],
  sockets: ReadonlyMap<number, Socket>,
): InsideFile {
  const socket = sockets.get(inode(file.target))
  if (socket) return { ...file, kind: 'socket', target: describeSocket(socket), flags: [] }
  const kind = file.target.startsWith('/')
    ? 'file'
    : file.target.startsWith('pipe:')
      ? 'pipe'
      : 'other'
  return { ...file, kind, flags: [] }
}

/** The sockets of the network namespace of `pid`, by inode. */
function socketsBy(pid: number): Map<number, Socket> {
  const found = new Map<number, Socket>()
  for (const name of ['tcp', 'tcp6', 'udp', 'udp6']) {
    for (const [inode, socket] of netSockets(name, textOrNull(`/proc/${pid}/net/${name}`) ?? '')) {
      found.set(inode, socket)
    }
  }
  for (const [inode, socket] of unixSockets(textOrNull(`/proc/${pid}/net/unix`) ?? '')) {
    found.set(inode, socket)
  }
  return found
}

/** The lines of /proc/net/tcp and its like. */
export function netSockets(name: string, text: string): [inode: number, socket: Socket][] {
  const kind = name.startsWith('tcp') ? 'tcp' : 'udp'
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', remote = '', state = '', , , , , , inode = ''] = line.trim().split(/\s+/)
      if (inode === '') return []
      const word = TCP_STATES[Number.parseInt(state, 16)] ?? ''
      const type = kind === 'tcp' ? 'stream' : 'dgram'
      const socket = {
        kind,
        type,
        local: address(local),
        remote: address(remote),
        state: netState(kind, word),
      } as const
      return [[Number(inode), socket] as [number, Socket]]
    })
}

/** The lines of /proc/net/unix. */
export function unixSockets(text: string): [inode: number, socket: Socket][] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, flags = '', type = '', state, inode, local = ''] =
        /^\S+: \S+ \S+ (\S+) (\S+) (\S+)\s+(\d+)(?: (.*))?$/.exec(line) ?? []
      if (inode === undefined) return []
      const listens = (Number.parseInt(flags, 16) & ACCEPTS) !== 0
      const word = listens ? 'listen' : state === UNIX_CONNECTED ? 'connected' : ''
      const kind = UNIX_TYPES[Number.parseInt(type, 16)] ?? type
      return [
        [Number(inode), { kind: 'unix', type: kind, local, remote: '', state: word }] as [
          number,
          Socket,
        ],
      ]
    })
}

/** `0100007F:1B59` as an address and a port: each four bytes of it are one number of this machine's (little endian). */
function address(hex: string): string {
  const [digits = '', port = ''] = hex.split(':')
  const bytes = (digits.match(/.{8}/g) ?? []).flatMap((word) => [
    ...Buffer.from(word, 'hex').reverse(),
  ])
  return endpoint(
    bytes.length === 4 ? bytes.join('.') : ipv6(bytes),
    Number.parseInt(port, 16) || 0,
  )
}

/** In its short form. */
function ipv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  )
  // The address parser of URLs writes the short form.
  const short = new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
  const last = bytes.slice(12).join('.')
  return groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff' && isIPv4(last)
    ? `::ffff:${last}`
    : short
}
