import { isIPv4 } from 'node:net'
import { linkOrNull, textUpTo } from '../runtime/proc.ts'
import { endpoint, netState, type Socket } from './socket-words.ts'

/** Of each table of sockets at most so much is read, bytes: a container may have made as many as it likes. */
const MOST_TABLE = 4 * 1024 * 1024
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

/** The number of a socket; null: it is none. */
export function socketInode(target: string): number | null {
  const number = /^socket:\[(\d+)\]$/.exec(target)?.[1]
  return number === undefined ? null : Number(number)
}

/** The sockets of all networks that these processes are in, by inode: usually it is one. `whole`: none is left out. */
export function socketsOf(pids: readonly number[]): {
  sockets: Map<number, Socket>
  whole: boolean
} {
  const networks = new Map(pids.map((pid) => [linkOrNull(`/proc/${pid}/ns/net`), pid]))
  let whole = true
  const text = (pid: number, name: string) => {
    const table = textUpTo(`/proc/${pid}/net/${name}`, MOST_TABLE)
    if (table?.whole === false) whole = false
    return table?.text ?? ''
  }
  const listed = [...networks.values()].flatMap((pid) => socketsBy((name) => text(pid, name)))
  return { sockets: new Map(listed), whole }
}

/** The sockets of one network, by inode. */
function socketsBy(text: (name: string) => string): Listed[] {
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
