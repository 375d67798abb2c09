import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { RuncibleError } from '../../shared/errors.ts'
import { REGISTER } from '../../shared/hosts.ts'
import { MAX_OBSERVERS, POINTER, type Watcher } from '../../shared/observers/contract.ts'
import { observed } from '../../shared/observers/observed.ts'
import type { Channel } from '../../shared/wire.ts'
import { give, pathOf, say } from '../http/answers.ts'
import type { PageFiles } from '../http/files.ts'
import { socketChannel } from '../http/socket-channel.ts'
import { acceptUpgrades } from '../http/upgrades.ts'
import { authority } from './addresses.ts'
import { Attempts } from './attempts.ts'
import type { Certificate } from './certificate.ts'
import { ENTER, ENTRY_PAGE, ENTRY_SCRIPT, ENTRY_SCRIPT_PATH, marked } from './entry.ts'
import { Pass } from './pass.ts'
import { serveRegister } from './register.ts'

/** Bytes that may wait for an observer who does not read; beyond it the connection is dropped. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024
/** An observer asks in few words, bytes. */
const MAX_MESSAGE_BYTES = 64 * 1024
const MAX_TOKEN_BYTES = 256
/** A browser opens a few at once. */
const MAX_CONNECTIONS = MAX_OBSERVERS * 10
const PATIENCE_MS = 10_000
/** How often it is seen that somebody's is over; Node's own 30 s would let idle connections keep a class out for 40. */
const LOOK_MS = 1000

export interface ObserversServerOptions {
  files: PageFiles
  certificate: Certificate
  address: string
  /** 0: any free one */
  port: number
  /** serves an observer, whose channel lets through what it may do */
  attach(channel: Channel): void
  /** tells an observer what it is pointed to */
  point(channel: Channel): void
  /** somebody has come or gone */
  changed(): void
}

/** What listens for observers on one address, over TLS. */
export class ObserversServer {
  readonly #server: ReturnType<typeof createServer>
  readonly #options: ObserversServerOptions
  readonly #attempts = new Attempts()
  readonly #watching = new Set<Watcher>()
  /** an older Electron’s server cannot close them itself */
  readonly #connections = new Set<Socket>()
  #pass!: Pass
  #port = 0
  /** connections beside those of who watches, by their paths */
  readonly #beside = new Map<string, number>()
  #arrivals = 0
  #sockets!: ReturnType<typeof acceptUpgrades>

  private constructor(options: ObserversServerOptions) {
    this.#options = options
    const { key, certificate } = options.certificate
    this.#server = createServer({
      key,
      cert: certificate,
      minVersion: 'TLSv1.2',
      handshakeTimeout: PATIENCE_MS,
      requestTimeout: PATIENCE_MS,
      headersTimeout: PATIENCE_MS,
      connectionsCheckingInterval: LOOK_MS,
    })
    this.#server.maxConnections = MAX_CONNECTIONS
    this.#server.on('connection', (socket: Socket) => {
      this.#connections.add(socket)
      socket.once('close', () => this.#connections.delete(socket))
    })
  }

  /** Throws `unavailable` where the address or the port cannot be had. */
  static async listen(options: ObserversServerOptions): Promise<ObserversServer> {
    const one = new ObserversServer(options)
    await one.#listen()
    return one
  }

  get port(): number {
    return this.#port
  }

  get link(): string | null {
    return this.#pass.link
  }

  get watchers(): Watcher[] {
    return [...this.#watching]
  }

  /** The link leads nowhere any more, and who came by it is cut off. */
  revoke(): void {
    this.#pass.revoke()
    this.#sockets.cutOff()
  }

  renew(): void {
    this.#pass.renew()
    this.#sockets.cutOff()
  }

  async close(): Promise<void> {
    this.revoke()
    const closed = new Promise((resolve) => this.#server.close(resolve))
    await this.#sockets.end()
    for (const connection of this.#connections) connection.destroy()
    await closed
  }

  async #listen(): Promise<void> {
    const { address, port } = this.#options
    await new Promise<void>((resolve, reject) => {
      this.#server.on('error', (cause) => {
        const what = `${authority(address, port)}: ${cause.message}`
        const hint = 'Choose another port; 0 takes any free one.'
        reject(new RuncibleError('unavailable', what, { hint, field: 'port', cause }))
      })
      this.#server.listen(port, address, resolve)
    })
    this.#port = (this.#server.address() as AddressInfo).port
    this.#pass = new Pass(address, this.#port)
    this.#sockets = acceptUpgrades(this.#server, {
      refusal: (request) => this.#refusal(request),
      take: (socket, request) => {
        const channel = socketChannel(socket, { maxWaitingBytes: MAX_WAITING_BYTES })
        if (pathOf(request) === WATCH) this.#watch(channel, request)
        else this.#serveBeside(channel, pathOf(request))
      },
      largest: MAX_MESSAGE_BYTES,
    })
    this.#server.on('request', (request, response) => {
      this.#answer(request, response).catch((error: Error) => {
        console.error(`observers: ${request.method} ${pathOf(request)}: ${error.message}`)
        if (response.headersSent) response.destroy()
        else say(response, 500, 'This could not be read.')
      })
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#pass.isOurHost(request)) return say(response, 421, 'Another address was asked for.')
    const path = pathOf(request)
    if (request.method === 'POST' && path === ENTER) return this.#enter(request, response)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      return say(response, 405, 'Only GET and HEAD are answered here.')
    }
    if (path === ENTRY_SCRIPT_PATH) return give(request, response, ENTRY_SCRIPT)
    if (!this.#pass.hasCookie(request)) return give(request, response, ENTRY_PAGE, 401)
    const file = this.#options.files.get(path)
    if (!file) return say(response, 404, 'There is no such file.')
    const body = await file.read()
    give(request, response, {
      ...file,
      body: file.type.startsWith('text/html') ? marked(body) : body,
    })
  }

  async #enter(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.socket.remoteAddress ?? ''
    if (!this.#pass.isOurOrigin(request)) return say(response, 403, 'That came from another page.')
    // Before anything is judged: many that are sent at once would all be let by, none having failed yet.
    const token = await bodyOf(request)
    if (this.#attempts.areTooMany(address)) {
      response.setHeader('Retry-After', '60')
      return say(response, 429, 'Too many wrong links came from your address. Wait a minute.')
    }
    const { cookie } = this.#pass
    if (!cookie || !this.#pass.isToken(token)) {
      this.#attempts.failed(address)
      return say(
        response,
        401,
        'This link was revoked, or is not whole. Ask for the one that counts.',
      )
    }
    response.setHeader('Set-Cookie', cookie)
    say(response, 200, 'Welcome.')
  }

  /** The HTTP status that refuses an upgrade; undefined where it is welcome. */
  #refusal(request: IncomingMessage): number | undefined {
    if (!this.#pass.isOurHost(request)) return 421
    if (!this.#pass.isOurOrigin(request)) return 403
    if (!this.#pass.hasCookie(request)) return 401
    const path = request.url ?? ''
    if (path !== WATCH && !BESIDE.includes(path)) return 404
    const there = path === WATCH ? this.#watching.size : (this.#beside.get(path) ?? 0)
    return there < MAX_OBSERVERS ? undefined : 503
  }

  #watch(channel: Channel, { socket }: IncomingMessage): void {
    const watcher = {
      id: ++this.#arrivals,
      address: socket.remoteAddress ?? '?',
      since: Date.now(),
    }
    this.#watching.add(watcher)
    this.#options.attach(
      observed(
        whenClosed(channel, () => {
          this.#watching.delete(watcher)
          this.#options.changed()
        }),
      ),
    )
    this.#options.changed()
  }

  #serveBeside(channel: Channel, path: string): void {
    const count = (by: number) => this.#beside.set(path, (this.#beside.get(path) ?? 0) + by)
    count(1)
    const counted = whenClosed(channel, () => count(-1))
    if (path === `/ws/${POINTER}`) this.#options.point(counted)
    else serveRegister(counted)
  }
}

/** Where an observer's page reaches the engine, and what is beside it. */
const WATCH = '/ws'
const BESIDE = [`/ws/${REGISTER}`, `/ws/${POINTER}`]

const whenClosed = (channel: Channel, closed: () => void): Channel => ({
  send: (frame) => channel.send(frame),
  onFrame: (listener) => channel.onFrame(listener),
  onClose: (listener) =>
    channel.onClose(() => {
      closed()
      listener()
    }),
  close: (violation) => channel.close(violation),
})

/** What was sent along; of what is too long for a token, the beginning. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const piece of request) {
    body += piece
    if (body.length > MAX_TOKEN_BYTES) break
  }
  return body
}
