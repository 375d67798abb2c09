import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { MAX_FRAME_BYTES } from '../../shared/wire.ts'
import { refuseUpgrade } from './answers.ts'

/** RFC 6455: the server is going away. */
const GOING_AWAY = 1001
/** A page that does not answer the close within this time is cut off. */
const CLOSE_WITHIN_MS = 500
const SUBPROTOCOL = 'runcible'

interface Upgrading {
  on(
    event: 'upgrade',
    listener: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
  ): unknown
}

/**
 * Takes the WebSockets that pages of ours open at `server` and hands each to `take`. `refusal` gives the HTTP status that
 * refuses one; undefined where it is welcome. `largest`: of a message, bytes.
 */
export function acceptUpgrades(
  server: Upgrading,
  {
    refusal,
    take,
    largest = MAX_FRAME_BYTES,
  }: {
    refusal(request: IncomingMessage): number | undefined
    take(socket: WebSocket, request: IncomingMessage): void
    largest?: number
  },
): { cutOff(): void; end(): Promise<void> } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largest,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(SUBPROTOCOL) && SUBPROTOCOL,
  })
  let ending = false
  server.on('upgrade', (request, socket, head) => {
    // Until ws takes over, nobody else hears of a connection that breaks.
    const ignore = () => {}
    socket.on('error', ignore)
    const status = ending ? 503 : refusal(request)
    if (status) return refuseUpgrade(socket, status)
    socket.off('error', ignore)
    sockets.handleUpgrade(request, socket, head, (accepted) => take(accepted, request))
  })
  return {
    /** All that there are, at once and without a farewell. */
    cutOff() {
      for (const client of sockets.clients) client.terminate()
    },
    async end() {
      // One that came now would be closed by nobody, and the server waits for all.
      ending = true
      const closing = [...sockets.clients].map((client) => {
        const gone = new Promise((resolve) => client.once('close', resolve))
        setTimeout(() => client.terminate(), CLOSE_WITHIN_MS).unref()
        client.close(GOING_AWAY)
        return gone
      })
      await Promise.all(closing)
    },
  }
}
