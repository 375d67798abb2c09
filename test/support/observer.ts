import { request } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { WebSocket } from 'ws'
import { socketChannel } from '../../electron/http/socket-channel.ts'
import type { Channel } from '../../shared/wire.ts'

export interface Answer {
  status: number
  body: string
  cookie: string
  fingerprint: string
}

interface Asking {
  method?: string
  headers?: Record<string, string>
  body?: string
  /** the body is sent once it is there */
  bodyAfter?: Promise<unknown> | undefined
}

/** Asks the observers' door, whose certificate nobody has signed: what it is known by comes along. */
export const askDoor = (
  url: string,
  { method = 'GET', headers = {}, body, bodyAfter }: Asking = {},
) =>
  new Promise<Answer>((resolve, reject) => {
    const asked = request(url, { method, headers, rejectUnauthorized: false, agent: false })
    asked.on('error', reject)
    asked.on('response', (response) => {
      const { fingerprint256 } = (response.socket as TLSSocket).getPeerCertificate()
      let text = ''
      response.on('data', (piece) => {
        text += piece
      })
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: text,
          cookie: response.headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '',
          fingerprint: fingerprint256,
        }),
      )
    })
    if (bodyAfter) asked.flushHeaders()
    void Promise.resolve(bodyAfter).then(() => asked.end(body))
  })

/** Comes in by a link, as the page behind it does; gives the cookie, or the refusal. */
export function enter(link: string, bodyAfter?: Promise<unknown>): Promise<Answer> {
  const { origin, hash } = new URL(link)
  return askDoor(`${origin}/enter`, {
    method: 'POST',
    headers: { Origin: origin },
    body: hash.slice(1),
    bodyAfter,
  })
}

/** A WebSocket to the door as a page of its own opens it, or with other headers; rejects with the status that refused it. */
export function openSocket(
  link: string,
  headers: Record<string, string>,
  path = '/ws',
): Promise<WebSocket> {
  const { host, origin } = new URL(link)
  const socket = new WebSocket(`wss://${host}${path}`, 'runcible', {
    headers: { Origin: origin, ...headers },
    rejectUnauthorized: false,
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** An observer's channel by a link. */
export async function watchBy(link: string): Promise<{ channel: Channel; socket: WebSocket }> {
  const { cookie } = await enter(link)
  const socket = await openSocket(link, { Cookie: cookie })
  return { socket, channel: socketChannel(socket) }
}
