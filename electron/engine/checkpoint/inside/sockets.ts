import type { InsideSocket } from '../../../../shared/model.ts'
import type { DecodedFile } from './decoded.ts'

/** Of one socket at most so many holders are told of. */
const MOST_HOLDERS = 20

/** Kinds of CRIU's files that are sockets. */
const SOCKETS = new Set(['INETSK', 'UNIXSK', 'NETLINKSK', 'PACKETSK'])
export const isSocket = (kind: string): boolean => SOCKETS.has(kind)

type Socket = Omit<InsideSocket, 'holders'>

/** A socket out of its image. */
export function socketOf(file: DecodedFile): Socket {
  const type = file.type.toLowerCase()
  if (file.kind === 'UNIXSK') {
    return { kind: 'unix', type, local: file.name, remote: '', state: unixState(file.state) }
  }
  if (file.kind !== 'INETSK') {
    return {
      kind: 'other',
      type: file.kind.replace(/SK$/, '').toLowerCase(),
      local: '',
      remote: '',
      state: '',
    }
  }
  const kind = file.proto === 'TCP' ? 'tcp' : file.proto.startsWith('UDP') ? 'udp' : 'other'
  return {
    kind,
    type,
    local: endpoint(file.src_addr, file.src_port),
    remote: endpoint(file.dst_addr, file.dst_port),
    state: netState(kind, file.state),
  }
}

/** `address:port`, IPv6 in brackets; empty for what no socket is bound to. */
export function endpoint(address: string, port: number): string {
  if (port === 0) return ''
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** TCP's own words; a UDP socket is connected or not. */
export function netState(kind: Socket['kind'], state: string): string {
  if (kind === 'tcp') return state.toLowerCase().replaceAll('_', '-')
  return state === 'ESTABLISHED' ? 'connected' : ''
}

const unixState = (state: string) =>
  state === 'LISTEN' ? 'listen' : state === 'ESTABLISHED' ? 'connected' : ''

/** In one line: "tcp 127.0.0.1:80 listen". */
export const describeSocket = ({ kind, type, local, remote, state }: Socket): string =>
  [
    kind === 'tcp' || kind === 'udp' ? kind : `${kind === 'other' ? '' : `${kind} `}${type}`,
    local,
    remote && `→ ${remote}`,
    state,
  ]
    .filter(Boolean)
    .join(' ')

/** Each once, with those that hold it; in the order in which they were found. */
export function heldSockets(
  found: readonly { key: number; socket: Socket; pid: number; fd: number }[],
): InsideSocket[] {
  const sockets = new Map<number, InsideSocket>()
  for (const { key, socket, pid, fd } of found) {
    const one = sockets.get(key) ?? { ...socket, holders: [] }
    if (one.holders.length < MOST_HOLDERS) one.holders.push({ pid, fd })
    sockets.set(key, one)
  }
  return [...sockets.values()]
}
