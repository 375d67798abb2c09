import { isIPv4 } from 'node:net'
import { linkOrNull, textUpTo } from '../runtime/proc.ts'
import { Turns } from '../turns.ts'
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
export async function socketsOf(pids: readonly number[]): Promise<{
  sockets: Map<number, Socket>
  whole: boolean
}> {
  const networks = new Map(pids.map((pid) => [linkOrNull(`/proc/${pid}/ns/net`), pid]))
  const sockets = new Map<number, Socket>()
  let whole = true
  const turns = new Turns()
  for (const pid of networks.values()) {
    for (const [name, listed] of TABLES) {
      const table = await textUpTo(`/proc/${pid}/net/${name}`, MOST_TABLE)
      if (!table) continue
      if (!table.whole) whole = false
      for (const [inode, socket] of listed(table.text)) {
        sockets.set(inode, socket)
        await turns.next()
      }
    }
  }
  return { sockets, whole }
}

type Listed = [inode: number, socket: Socket]

/** The lines of /proc/net/tcp and its like. */
export function* netSockets(name: keyof typeof NET, text: string): Generator<Listed> {
  const { kind, type } = NET[name]
  for (const line of linesOf(text)) {
    const [, local = '', remote = '', state = '', , , , , , inode = ''] = line.trim().split(/\s+/)
    if (inode === '') continue
    const word = netState(kind, String(Number.parseInt(state, 16)))
    yield [
      Number(inode),
      { kind, type, local: address(local), remote: address(remote), state: word },
    ]
  }
}

/** The lines of /proc/net/netlink and /proc/net/packet, of whose sockets no more is told than what they are. */
export function* plainSockets(type: 'netlink' | 'packet', text: string): Generator<Listed> {
  for (const line of linesOf(text)) {
    if (line === '') continue
    const inode = Number(line.trim().split(/\s+/).at(-1))
    yield [inode, { kind: 'other', type, local: '', remote: '', state: '' }]
  }
}

/** The lines of /proc/net/unix. */
export function* unixSockets(text: string): Generator<Listed> {
  for (const line of linesOf(text)) {
    const [, flags = '', type = '', state, inode, local = ''] =
      /^\S+: \S+ \S+ (\S+) (\S+) (\S+)\s+(\d+)(?: (.*))?$/.exec(line) ?? []
    if (inode === undefined) continue
    const listens = (Number.parseInt(flags, 16) & ACCEPTS) !== 0
    const word = listens ? 'listen' : state === UNIX_CONNECTED ? 'connected' : ''
    const kind = UNIX_TYPES[Number.parseInt(type, 16)] ?? type
    yield [Number(inode), { kind: 'unix', type: kind, local, remote: '', state: word }]
  }
}

/** Without the one that says what the columns are. */
const linesOf = (text: string) => text.split('\n').slice(1)

/** How each file below /proc/net is read. */
const TABLES: readonly (readonly [name: string, listed: (text: string) => Iterable<Listed>])[] = [
  ...(Object.keys(NET) as (keyof typeof NET)[]).flatMap((name) =>
    [name, `${name}6`].map((file) => [file, (text: string) => netSockets(name, text)] as const),
  ),
  ['unix', unixSockets],
  ['netlink', (text) => plainSockets('netlink', text)],
  ['packet', (text) => plainSockets('packet', text)],
]

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
  const last = bytes.slice(12).join('.')
  if (groups.slice(0, 6).join() === MAPPED && isIPv4(last)) return `::ffff:${last}`
  // The address parser of URLs writes the short form.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

/** What an IPv4 address begins with that is written as IPv6. */
const MAPPED = '0,0,0,0,0,ffff'
