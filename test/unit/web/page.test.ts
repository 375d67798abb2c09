import { rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { listPageFiles } from '../../../electron/http/files.ts'
import { ask, cookie, root, server, token, withServer } from './server-rig.ts'

withServer()

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

test('a page that was not built is told in words', async () => {
  await expect(listPageFiles(join(root, 'nowhere'))).rejects.toMatchObject({
    code: 'unavailable',
    details: { hint: expect.stringContaining('npm start') },
  })
})
