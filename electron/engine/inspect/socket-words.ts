import type { InsideSocket } from '../../../shared/model.ts'

/** Of one socket at most so many holders are told of. */
const MOST_HOLDERS = 20

/** The kernel's states of TCP by their numbers; pycriu knows the last by its number alone. */
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
  'CLOSING',
]
export type Socket = Omit<InsideSocket, 'holders'>

/** `address:port`, IPv6 in brackets; empty for what no socket is bound to. */
export function endpoint(address: string, port: number): string {
  if (port === 0) return ''
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** TCP's own words for a state, given by name or number; a UDP socket is connected or not. */
export function netState(kind: Socket['kind'], state: string): string {
  const word = TCP_STATES[Number(state)] ?? state
  if (kind === 'tcp') return word.toLowerCase().replaceAll('_', '-')
  return word === 'ESTABLISHED' ? 'connected' : ''
}

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

/** One that runs now and that none of the kernel's tables lists: of such, more cannot be told. */
export const UNLISTED: Socket = { kind: 'other', type: 'idle', local: '', remote: '', state: '' }
export const isUnlisted = ({ kind, type }: Socket): boolean =>
  kind === UNLISTED.kind && type === UNLISTED.type

/** May the kernel's tables leave it out? They list what is bound, of TCP what listens or is connected, and all unix sockets. */
export const mayBeUnlisted = ({ kind, local, remote, state }: Socket): boolean =>
  kind === 'tcp' ? state === 'close' : kind !== 'unix' && local === '' && remote === ''

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
