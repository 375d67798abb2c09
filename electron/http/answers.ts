import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { SECURITY_HEADERS } from '../../shared/page.ts'

export interface Body {
  type: string
  body: Buffer
  /** its name holds a hash of what is in it, so it never changes */
  immutable: boolean
}

/** Answers with what was asked for; HEAD gets its headers alone. */
export function give(
  request: IncomingMessage,
  response: ServerResponse,
  { type, body, immutable }: Body,
  status = 200,
): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'Content-Type': type,
    'Content-Length': body.length,
    'Cache-Control': immutable ? 'private, max-age=31536000, immutable' : 'no-store',
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** Answers in a sentence. */
export function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  })
  response.end(`${text}\n`)
}

export const pathOf = (request: IncomingMessage) => (request.url ?? '').split('?', 1)[0] ?? ''

/** Refuses an upgrade and lets go of it at once, whether its other end closes or not: the HTTP server no longer knows of it. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    () => socket.destroy(),
  )
}
