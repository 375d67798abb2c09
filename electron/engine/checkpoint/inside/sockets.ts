import { endpoint, netState, type Socket } from '../../inspect/socket-words.ts'
import type { DecodedFile } from './decoded.ts'

/** Kinds of CRIU's files that are sockets. */
const SOCKETS = new Set(['INETSK', 'UNIXSK', 'NETLINKSK', 'PACKETSK'])
export const isSocket = (kind: string): boolean => SOCKETS.has(kind)

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

const unixState = (state: string) =>
  state === 'LISTEN' ? 'listen' : state === 'ESTABLISHED' ? 'connected' : ''
