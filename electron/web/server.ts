import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RuncibleError } from '../../shared/errors.ts'
import type { Channel } from '../../shared/wire.ts'
import { give, pathOf, say } from '../http/answers.ts'
import type { PageFiles } from '../http/files.ts'
import { Guard } from './guard.ts'
import { peerUid } from './peer.ts'
import { acceptSockets } from './sockets.ts'

/** Loopback only; whoever is elsewhere forwards the port (ssh -L). */
const HOST = '127.0.0.1'

export interface WebServerOptions {
  files: PageFiles
  /** who has it may do what the engine's user may */
  token: string
  /** 0: any free one */
  port: number
  /** begins to serve a page that was let in, with the host that it asks for */
  attach(channel: Channel, host: string): void
}

export interface WebServer {
  port: number
  /** the address to open, with its token */
  url: string
  /** a fresh address for a browser that we start (Guard.makeLaunchUrl) */
  makeLaunchUrl(): string
  /** Ends all connections. */
  close(): Promise<void>
}

/** Serves the page and its WebSocket on 127.0.0.1. Throws `unavailable` where the port cannot be had. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const server = createServer()
  const port = await listen(server, options.port)
  const guard = new Guard(options.token, port)
  server.on('request', (request, response) => {
    answer(request, response, guard, options.files).catch((error: Error) => {
      console.error(`${request.method} ${pathOf(request)}: ${error.message}`)
      if (response.headersSent) response.destroy()
      else say(response, 500, 'This file could not be read. The terminal says why.')
    })
  })
  const closeSockets = acceptSockets(server, guard, options.attach)
  return {
    port,
    url: guard.url,
    makeLaunchUrl: () => guard.makeLaunchUrl(),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      await closeSockets()
      server.closeAllConnections()
      await closed
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const hint = 'Choose another with --port, or leave it out: any free one will do.'
      reject(new RuncibleError('unavailable', `port ${port}: ${cause.message}`, { hint, cause }))
    })
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port))
  })
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  guard: Guard,
  files: PageFiles,
): Promise<void> {
  if (!guard.isOurHost(request.headers.host)) {
    return say(response, 421, 'Runcible answers as 127.0.0.1 and localhost only.')
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    return say(response, 405, 'Only GET and HEAD are answered here.')
  }
  const path = pathOf(request)
  const query = new URLSearchParams(request.url?.slice(path.length))
  if (path === '/' && (await isLetIn(request, query, guard)))
    return welcome(request, response, guard)
  if (!guard.hasCookie(request.headers.cookie)) return say(response, 401, WHERE_THE_TOKEN_IS)
  const file = files.get(path)
  if (!file) return say(response, 404, 'There is no such file.')
  give(request, response, { ...file, body: await file.read() })
}

const WHERE_THE_TOKEN_IS =
  'This address needs its token. Open the one that Runcible printed in the terminal where it was started,\n' +
  'in the line that begins with URL: — it changes with every start.'

async function isLetIn(request: IncomingMessage, query: URLSearchParams, guard: Guard) {
  const token = query.get('token')
  if (token !== null) return guard.isToken(token)
  const launch = query.get('launch')
  if (launch === null) return false
  const { remotePort, localPort } = request.socket
  const uid = await peerUid(remotePort ?? 0, localPort ?? 0)
  return uid === process.getuid?.() && guard.takeLaunchKey(launch)
}

/**
 * Gives the cookie and sends on to the page without the token. A redirect that another site's link began would not carry
 * a SameSite=Strict cookie, so there the page goes on by itself.
 */
function welcome(request: IncomingMessage, response: ServerResponse, guard: Guard): void {
  response.setHeader('Set-Cookie', guard.cookie)
  if (request.headers['sec-fetch-site'] === 'cross-site') {
    response.setHeader('Refresh', '0; url=/')
    say(response, 200, 'Opening Runcible …')
  } else {
    response.setHeader('Location', '/')
    say(response, 303, 'Opening Runcible …')
  }
}
