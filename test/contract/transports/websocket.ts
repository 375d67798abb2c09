import { WebSocket } from 'ws'
import { socketChannel } from '../../../electron/http/socket-channel.ts'
import { startWebServer } from '../../../electron/web/server.ts'
import type { TransportKind } from '../transport.ts'
import { rawFrame } from './raw-frame.ts'

const TOKEN = 'a-token-for-tests-that-is-long-enough'

/** The web host's own server on loopback, and a client that comes as a page of its does. */
export const websocket: TransportKind = {
  name: 'WebSocket',
  async start(attach) {
    const server = await startWebServer({
      files: new Map(),
      token: TOKEN,
      port: 0,
      attach,
    })
    const origin = `http://127.0.0.1:${server.port}`
    const headers = { Cookie: `runcible-${server.port}=${TOKEN}`, Origin: origin }
    return {
      async connect() {
        const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, 'runcible', { headers })
        const channel = socketChannel(socket)
        await new Promise((resolve, reject) => {
          socket.once('open', resolve)
          socket.once('error', reject)
        })
        return {
          channel,
          sendRaw: (frame) => socket.send(rawFrame(frame)),
          sendBytes: (bytes) => socket.send(bytes),
          drop: () => socket.terminate(),
        }
      },
      // A page of another site, whose browser sends our cookie along.
      sendForeign: (frame) => {
        const foreign = { ...headers, Origin: 'http://evil.example' }
        const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, 'runcible', {
          headers: foreign,
        })
        return new Promise((resolve) => {
          socket.once('open', () => socket.send(rawFrame(frame)))
          socket.on('error', () => {})
          socket.once('close', () => resolve())
        })
      },
      close: () => server.close(),
    }
  },
}
