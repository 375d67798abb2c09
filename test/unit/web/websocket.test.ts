import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { encodeFrame, MAX_FRAME_BYTES } from '../../../shared/wire.ts'
import { attached, cookie, server, wanted, withServer } from './server-rig.ts'

withServer()

describe('the WebSocket', () => {
  const origin = () => `http://127.0.0.1:${server.port}`

  /** Opens one with these headers; gives the socket, or the status of the refusal. */
  function dial(headers: Record<string, string>, path = '/ws'): Promise<WebSocket | number> {
    return new Promise((resolve) => {
      const url = `ws://127.0.0.1:${server.port}${path}`
      const socket = new WebSocket(url, 'runcible', { headers })
      socket.once('open', () => resolve(socket))
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      socket.on('error', () => {})
    })
  }
  const welcome = async () => {
    const socket = await dial({ Cookie: cookie(), Origin: origin() })
    if (typeof socket === 'number') throw new Error(`refused: ${socket}`)
    return socket
  }
  const closeOf = (socket: WebSocket) =>
    new Promise<number>((resolve) => socket.once('close', resolve))

  test('opens for our page', async () => {
    const socket = await welcome()
    expect(socket.protocol).toBe('runcible')
    expect(socket.extensions).toBe('')
    expect(attached).toHaveLength(1)
  })

  test.each([
    ['no cookie', () => ({ Origin: origin() }), 401],
    ['a wrong cookie', () => ({ Origin: origin(), Cookie: `runcible-${server.port}=x` }), 401],
    ['no Origin', () => ({ Cookie: cookie() }), 403],
    ['another Origin', () => ({ Cookie: cookie(), Origin: 'http://evil.example' }), 403],
    ['another port’s Origin', () => ({ Cookie: cookie(), Origin: 'http://127.0.0.1:1' }), 403],
    ['an opaque Origin', () => ({ Cookie: cookie(), Origin: 'null' }), 403],
    [
      'another Host, with an Origin to match',
      () => ({ Cookie: cookie(), Host: 'evil.example', Origin: 'http://evil.example' }),
      421,
    ],
  ])('does not with %s', async (_what, headers, status) => {
    expect(await dial(headers() as Record<string, string>)).toBe(status)
    expect(attached).toEqual([])
  })

  test.each([
    ['/ws', 'own'],
    ['/ws/hosts', 'hosts'],
    ['/ws/ssh-0123abcd', 'ssh-0123abcd'],
  ])('leads at %s to %s', async (path, host) => {
    const socket = await dial({ Cookie: cookie(), Origin: origin() }, path)
    expect(socket).toBeInstanceOf(WebSocket)
    expect(wanted).toEqual([host])
  })

  test.each([
    '/',
    '/ws/',
    '/ws?x',
    '/other',
    '/ws/a/b',
    '/ws/..%2fown',
    '/ws/A',
    `/ws/${'a'.repeat(65)}`,
  ])('does not at %s', async (path) => {
    expect(await dial({ Cookie: cookie(), Origin: origin() }, path)).toBe(404)
  })

  test('a frame too large closes it, and the server goes on', async () => {
    const socket = await welcome()
    socket.send(new Uint8Array(MAX_FRAME_BYTES + 1))
    expect(await closeOf(socket)).toBe(1009)
    await welcome()
  })

  test.each([
    ['text', 'hello'],
    ['nothing', Buffer.alloc(0)],
    ['a length beyond the end', Buffer.from([255, 255, 255, 255, 1])],
    ['no JSON', Buffer.from([0, 0, 0, 1, 123])],
    ['no UTF-8', Buffer.from([0, 0, 0, 3, 0x22, 0xff, 0x22])],
    [
      'bytes that belong to nothing',
      Buffer.concat([encodeFrame({ t: 'cancel', id: 1 }), Buffer.from('x')]),
    ],
  ])('a message that is no frame closes it with 1003: %s', async (_what, message) => {
    const socket = await welcome()
    let frames = 0
    attached[0]?.onFrame(() => frames++)
    socket.send(message)
    expect(await closeOf(socket)).toBe(1003)
    expect(frames).toBe(0)
  })

  test('a violation closes it with 1008 and the reason', async () => {
    const socket = await welcome()
    const closed = new Promise((resolve) =>
      socket.once('close', (code, reason) => resolve([code, reason.toString()])),
    )
    attached[0]?.close(`not a frame: ${'ü'.repeat(200)}`)
    expect(await closed).toEqual([1008, expect.stringMatching(/^not a frame: \?+$/)])
  })

  test('ending the server tells the pages that it goes', async () => {
    const socket = await welcome()
    const code = closeOf(socket)
    await server.close()
    expect(await code).toBe(1001)
  })

  /** A connection that has said nothing yet, and what opens a WebSocket on it. */
  const silent = async () => {
    const socket = connect(server.port, '127.0.0.1')
    await once(socket, 'connect')
    const closed = once(socket.on('error', () => {}).resume(), 'close')
    const upgrade = (path: string) =>
      socket.write(
        [
          `GET ${path} HTTP/1.1`,
          ...[`Host: 127.0.0.1:${server.port}`, `Cookie: ${cookie()}`, `Origin: ${origin()}`],
          ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
          ...['Sec-WebSocket-Protocol: runcible', `Sec-WebSocket-Key: ${'A'.repeat(22)}==`],
          '\r\n',
        ].join('\r\n'),
      )
    return { socket, closed, upgrade }
  }

  test('a page that comes while it ends keeps it from nothing, nor does one that does not answer its close', async () => {
    const stays = await silent()
    stays.upgrade('/ws')
    await vi.waitFor(() => expect(attached).toHaveLength(1))
    const late = await silent()
    const ending = server.close()
    late.upgrade('/ws')
    await ending
    await Promise.all([stays.closed, late.closed])
    expect(attached).toHaveLength(1)
  })

  test('one that was refused and holds its connection open keeps it from nothing', async () => {
    const holds = new Socket({ allowHalfOpen: true }).on('error', () => {})
    holds.connect(server.port, '127.0.0.1')
    holds.write('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await once(holds.resume(), 'end')
    await server.close()
    holds.destroy()
  })

  test('a refused upgrade that breaks off at once does no harm', async () => {
    const socket = connect(server.port, '127.0.0.1')
    socket.write('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.resetAndDestroy()
    await welcome()
  })
})
