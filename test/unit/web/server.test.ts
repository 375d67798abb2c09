import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { listPageFiles, type PageFiles } from '../../../electron/web/files.ts'
import { makeToken } from '../../../electron/web/guard.ts'
import { startWebServer, type WebServer } from '../../../electron/web/server.ts'
import { type Channel, encodeFrame, MAX_FRAME_BYTES } from '../../../shared/wire.ts'

const token = makeToken()
let root: string
let files: PageFiles
let server: WebServer
let attached: Channel[]
let wanted: string[]

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'runcible-page-'))
  await mkdir(join(root, 'page/assets'), { recursive: true })
  await writeFile(join(root, 'secret.txt'), 'secret')
  await writeFile(join(root, 'page/index.html'), '<!doctype html>')
  await writeFile(join(root, 'page/icon.svg'), '<svg/>')
  await writeFile(join(root, 'page/assets/main-x1.js'), 'run()')
  await symlink(join(root, 'secret.txt'), join(root, 'page/link.txt'))
  files = await listPageFiles(join(root, 'page'))
})
afterAll(() => rm(root, { recursive: true }))

beforeEach(async () => {
  attached = []
  wanted = []
  server = await startWebServer({
    files,
    token,
    port: 0,
    attach(channel, host) {
      attached.push(channel)
      wanted.push(host)
    },
  })
})
afterEach(() => server.close())

const cookie = () => `runcible-${server.port}=${token}`

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Node's own client sends the path as it is given; fetch would tidy it up. */
function ask(
  path: string,
  headers: Record<string, string> = { Cookie: cookie() },
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers })
    asked.on('error', reject)
    asked.on('response', (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      )
    })
    asked.end()
  })
}

describe('the page', () => {
  test('is served with its types, and kept only where its name changes with it', async () => {
    const index = await ask('/')
    expect(index).toMatchObject({ status: 200, body: '<!doctype html>' })
    expect(index.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    })
    const script = await ask('/assets/main-x1.js')
    expect(script).toMatchObject({ status: 200, body: 'run()' })
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    })
    expect((await ask('/icon.svg?v=1')).headers['cache-control']).toBe('no-store')
  })

  test('HEAD says the same without the body', async () => {
    const { status, headers, body } = await ask('/', { Cookie: cookie() }, 'HEAD')
    expect({ status, length: headers['content-length'], body }).toEqual({
      status: 200,
      length: '15',
      body: '',
    })
  })

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%252e%252e/secret.txt',
    '//secret.txt',
    '//../secret.txt',
    '/..\\secret.txt',
    '/index.html%00.js',
    '/link.txt',
    '/assets',
    '/assets/',
    '/__proto__',
    'http://127.0.0.1/secret.txt',
    '/%',
    '*',
  ])('nothing else is: %s', async (path) => {
    const { status, body } = await ask(path)
    expect({ status, body }).toEqual({ status: 404, body: 'There is no such file.\n' })
  })

  test('a NUL in the request line is no request', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(server.port, '127.0.0.1')
      socket.once('data', (data) => resolve(data.toString()))
      socket.write(`GET /index.html\0 HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`)
    })
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])(
    '%s is refused',
    async (method) => {
      const { status, headers } = await ask('/', { Cookie: cookie() }, method)
      expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD' })
    },
  )

  test('a file that went since is a failure that is said', async () => {
    const silenced = vi.spyOn(console, 'error').mockReturnValue()
    await rm(join(root, 'page/icon.svg'))
    expect((await ask('/icon.svg')).status).toBe(500)
    expect(silenced).toHaveBeenCalledWith(expect.stringContaining('icon.svg'))
    silenced.mockRestore()
    await writeFile(join(root, 'page/icon.svg'), '<svg/>')
  })
})

describe('every answer carries the policy', () => {
  test.each([
    ['the page', '/', undefined],
    ['a refusal', '/', {}],
    ['what is not there', '/nothing', undefined],
    ['the welcome', `/?token=${token}`, {}],
    ['another host', '/', { Host: 'evil.example' }],
  ])('%s', async (_what, path, headers) => {
    const answer = await ask(path, headers)
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    const policy = Object.fromEntries(
      String(answer.headers['content-security-policy'])
        .split('; ')
        .map((part) => [part.split(' ', 1)[0], part.split(' ').slice(1).join(' ')]),
    )
    expect(policy).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    })
  })
})

describe('the way in', () => {
  test('the token gives the cookie and goes on to the page', async () => {
    const { status, headers } = await ask(`/?token=${token}`, {})
    expect({ status, location: headers.location }).toEqual({ status: 303, location: '/' })
    expect(headers['set-cookie']).toEqual([`${cookie()}; HttpOnly; SameSite=Strict; Path=/`])
  })

  test('from another site’s link it goes on by itself, for a redirect would lack the cookie', async () => {
    const { status, headers } = await ask(`/?token=${token}`, { 'Sec-Fetch-Site': 'cross-site' })
    expect({ status, refresh: headers.refresh }).toEqual({ status: 200, refresh: '0; url=/' })
    expect(headers['set-cookie']).toHaveLength(1)
  })

  test.each([
    ['none', '/'],
    ['a wrong one', '/?token=wrong'],
    ['an empty one', '/?token='],
    ['one too many', `/?token=x&token=${token}`],
    ['none, for a file', '/assets/main-x1.js'],
    ['the right one in the wrong place', `/assets/main-x1.js?token=${token}`],
    ['a wrong launch key', '/?launch=wrong'],
    ['the token as a launch key', `/?launch=${token}`],
  ])('without the cookie, with this token: %s', async (_what, path) => {
    const { status, headers, body } = await ask(path, {})
    expect(status).toBe(401)
    expect(body).toContain('URL:')
    expect(headers['set-cookie']).toBeUndefined()
  })

  test('a wrong cookie is none', async () => {
    expect((await ask('/', { Cookie: `runcible-${server.port}=wrong` })).status).toBe(401)
  })

  test('the launch address works once, for a process of our own user', async () => {
    const { search } = new URL(server.makeLaunchUrl())
    const first = await ask(`/${search}`, {})
    expect({ status: first.status, cookies: first.headers['set-cookie']?.length }).toEqual({
      status: 303,
      cookies: 1,
    })
    expect((await ask(`/${search}`, {})).status).toBe(401)
  })

  test('and not for another user’s, who does not use it up either', async () => {
    const { search } = new URL(server.makeLaunchUrl())
    const own = vi.spyOn(process, 'getuid').mockReturnValue(54_321)
    expect((await ask(`/${search}`, {})).status).toBe(401)
    own.mockRestore()
    expect((await ask(`/${search}`, {})).status).toBe(303)
  })

  test.each(['evil.example', '127.0.0.1', 'localhost:1', '127.0.0.1.evil.example'])(
    'another name for us is refused, token or not: %s',
    async (host) => {
      expect((await ask('/', { Host: host, Cookie: cookie() })).status).toBe(421)
      expect((await ask(`/?token=${token}`, { Host: host })).status).toBe(421)
    },
  )

  test('localhost will do', async () => {
    const headers = { Host: `localhost:${server.port}`, Cookie: cookie() }
    expect((await ask('/', headers)).status).toBe(200)
  })

  test('it listens on loopback only', async () => {
    const elsewhere = await new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.2')
      socket.once('connect', () => resolve('connected'))
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    })
    expect(elsewhere).toBe('ECONNREFUSED')
  })

  test('a port that is taken is refused in words', async () => {
    const second = startWebServer({ files, token, port: server.port, attach: () => {} })
    await expect(second).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(String(server.port)),
      details: { hint: expect.stringContaining('--port') },
    })
  })
})

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

test('a page that was not built is told in words', async () => {
  await expect(listPageFiles(join(root, 'nowhere'))).rejects.toMatchObject({
    code: 'unavailable',
    details: { hint: expect.stringContaining('npm start') },
  })
})
