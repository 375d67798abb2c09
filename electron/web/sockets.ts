import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { OWN_HOST } from '../../shared/hosts.ts'
import { type Channel, MAX_FRAME_BYTES } from '../../shared/wire.ts'
import type { Guard } from './guard.ts'
import { socketChannel } from './socket-channel.ts'

/** /ws leads to the engine of this process; /ws/NAME to another host's, or to the register of hosts. */
const PATH = /^\/ws(?:\/([a-z0-9-]{1,64}))?$/
const SUBPROTOCOL = 'runcible'
/** RFC 6455: the server is going away. */
const GOING_AWAY = 1001
/** A page that does not answer the close within this time is cut off. */
const CLOSE_WITHIN_MS = 500

/**
 * Lets pages of ours open a WebSocket and hands each to `attach` with the host that it asks for. Gives back what closes them
 * all.
 * A browser sends cookies along with any site's WebSocket, so the Origin is asked for as well.
 */
export function acceptSockets(
  server: Server,
  guard: Guard,
  attach: (channel: Channel, host: string) => void,
): () => Promise<void> {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(SUBPROTOCOL) && SUBPROTOCOL,
  })
  let ending = false
  server.on('upgrade', (request, socket, head) => {
    // Until ws takes over, nobody else hears of a connection that breaks.
    const ignore = () => {}
    socket.on('error', ignore)
    const status = ending ? 503 : refusal(request, guard)
    if (status) return refuse(socket, status)
    socket.off('error', ignore)
    sockets.handleUpgrade(request, socket, head, (accepted) =>
      attach(socketChannel(accepted), hostIn(request) ?? OWN_HOST),
    )
  })
  return async () => {
    // One that came now would be closed by nobody, and the server waits for all.
    ending = true
    const closing = [...sockets.clients].map((client) => {
      const gone = new Promise((resolve) => client.once('close', resolve))
      setTimeout(() => client.terminate(), CLOSE_WITHIN_MS).unref()
      client.close(GOING_AWAY)
      return gone
    })
    await Promise.all(closing)
  }
}

/** The HTTP status that refuses an upgrade; undefined where it is welcome. */
function refusal({ headers, url }: IncomingMessage, guard: Guard): number | undefined {
  if (!guard.isOurHost(headers.host)) return 421
  if (!guard.isOurOrigin(headers.origin, headers.host)) return 403
  if (!guard.hasCookie(headers.cookie)) return 401
  return url !== undefined && PATH.test(url) ? undefined : 404
}

const hostIn = ({ url }: IncomingMessage) => url?.match(PATH)?.[1]

/** Lets go of it at once, whether its other end closes or not: the HTTP server no longer knows of it. */
function refuse(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    () => socket.destroy(),
  )
}
