import { isIPv4 } from 'node:net'
import type {
  CheckpointInside,
  ContainerProcess,
  InsideFile,
  InsideProcess,
} from '../../../../shared/model.ts'
import { openFilesOf, readProcesses } from '../../inspect/processes.ts'
import { linkOrNull, textOrNull } from '../../runtime/proc.ts'
import { Turns } from '../../turns.ts'
import {
  describeSocket,
  endpoint,
  heldSockets,
  netState,
  type Socket,
  UNLISTED,
} from './sockets.ts'
import { Texts } from './texts.ts'

/** What the files below /proc/net hold, each with another for IPv6. */
const NET = {
  tcp: { kind: 'tcp', type: 'stream' },
  udp: { kind: 'udp', type: 'dgram' },
  udplite: { kind: 'udp', type: 'dgram' },
  raw: { kind: 'other', type: 'raw' },
  icmp: { kind: 'other', type: 'dgram' },
} as const
/** __SO_ACCEPTCON in /proc/net/unix: it listens. */
const ACCEPTS = 0x10000
const UNIX_CONNECTED = '03'
const UNIX_TYPES: Readonly<Record<number, string>> = { 1: 'stream', 2: 'dgram', 5: 'seqpacket' }

/**
 * What is in a container now, as far as it can be set beside a moment: from the kernel's own files of its processes, without
 * memory maps and mounts. Nothing is stopped for it.
 */
export async function insideNow(
  pids: readonly number[],
  signal?: AbortSignal,
): Promise<CheckpointInside> {
  const all = readProcesses(pids)
  const sockets = socketsOf(all)
  const insideOf = new Map(all.map(({ pid, inside }) => [pid, inside]))
  const texts = new Texts()
  const processes: InsideProcess[] = []
  const held: { key: number; socket: Socket; pid: number; fd: number }[] = []
  const turns = new Turns()
  for (const one of all) {
    const files = filesOf(pids, one)
    for (const { fd, target } of files) {
      const key = inode(target)
      const socket = key !== null && (sockets.get(key) ?? UNLISTED)
      if (socket) held.push({ key, socket, pid: one.inside, fd })
    }
    const opened = files.map((file) => fileNow(file, sockets))
    processes.push(processNow(one, insideOf, texts, opened))
    await turns.next(signal)
  }
  const notes = [
    ...(all.length < pids.length
      ? ['Not all processes of now are looked at: there are too many.']
      : []),
    ...texts.notes(),
  ]
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
  texts: Texts,
  files: InsideFile[],
): InsideProcess {
  const { pid, inside, parent, name, uid, state, threads } = one
  return {
    pid: inside,
    parent: parent === null ? 0 : (insideOf.get(parent) ?? 0),
    session: 0,
    name,
    state: state === 'Z' ? 'ended' : state === 'T' ? 'stopped' : 'alive',
    uid,
    threads: [],
    threadCount: threads,
    args: texts.read(`/proc/${pid}/cmdline`),
    env: texts.read(`/proc/${pid}/environ`),
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

/** The number of a socket; null: it is none. */
function inode(target: string): number | null {
  const number = /^socket:\[(\d+)\]$/.exec(target)?.[1]
  return number === undefined ? null : Number(number)
}

function fileNow(
  file: ReturnType<typeof openFilesOf>[number],
  sockets: ReadonlyMap<number, Socket>,
): InsideFile {
  const key = inode(file.target)
  if (key !== null) {
    const target = describeSocket(sockets.get(key) ?? UNLISTED)
    return { ...file, kind: 'socket', target, flags: [] }
  }
  const kind = file.target.startsWith('/')
    ? 'file'
    : file.target.startsWith('pipe:')
      ? 'pipe'
      : 'other'
  return { ...file, kind, flags: [] }
}

/** The sockets of all networks that these processes are in, by inode: usually it is one. */
function socketsOf(processes: readonly ContainerProcess[]): Map<number, Socket> {
  const networks = new Map(processes.map(({ pid }) => [linkOrNull(`/proc/${pid}/ns/net`), pid]))
  return new Map([...networks.values()].flatMap(socketsBy))
}

/** The sockets of the network namespace of `pid`, by inode. */
function socketsBy(pid: number): Listed[] {
  const text = (name: string) => textOrNull(`/proc/${pid}/net/${name}`) ?? ''
  return [
    ...(Object.keys(NET) as (keyof typeof NET)[]).flatMap((name) => [
      ...netSockets(name, text(name)),
      ...netSockets(name, text(`${name}6`)),
    ]),
    ...unixSockets(text('unix')),
    ...plainSockets('netlink', text('netlink')),
    ...plainSockets('packet', text('packet')),
  ]
}

type Listed = [inode: number, socket: Socket]

/** The lines of /proc/net/tcp and its like. */
export function netSockets(name: keyof typeof NET, text: string): Listed[] {
  const { kind, type } = NET[name]
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', remote = '', state = '', , , , , , inode = ''] = line.trim().split(/\s+/)
      if (inode === '') return []
      const socket = {
        kind,
        type,
        local: address(local),
        remote: address(remote),
        state: netState(kind, String(Number.parseInt(state, 16))),
      }
      return [[Number(inode), socket] satisfies Listed]
    })
}

/** The lines of /proc/net/netlink and /proc/net/packet, of whose sockets no more is told than what they are. */
export function plainSockets(type: 'netlink' | 'packet', text: string): Listed[] {
  return text
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => [
      Number(line.trim().split(/\s+/).at(-1)),
      { kind: 'other', type, local: '', remote: '', state: '' },
    ])
}

/** The lines of /proc/net/unix. */
export function unixSockets(text: string): Listed[] {
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
      const socket: Socket = { kind: 'unix', type: kind, local, remote: '', state: word }
      return [[Number(inode), socket] satisfies Listed]
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
