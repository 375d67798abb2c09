import { connect } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { startWebServer } from '../../../electron/web/server.ts'
import { ask, cookie, files, server, token, withServer } from './server-rig.ts'

withServer()

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
