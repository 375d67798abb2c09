import { afterEach, expect, test, vi } from 'vitest'
import { makeToken } from '../../../electron/http/tokens.ts'
import { Guard } from '../../../electron/web/guard.ts'

const token = makeToken()
const guard = new Guard(token, 4711)
afterEach(() => void vi.useRealTimers())

test('a token is 256 bits and never the same', () => {
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect(makeToken()).not.toBe(token)
  expect(guard.url).toBe(`http://127.0.0.1:4711/?token=${token}`)
})

test.each([
  ['127.0.0.1:4711', true],
  ['localhost:4711', true],
  ['127.0.0.1', false],
  ['127.0.0.1:4712', false],
  ['127.0.0.1:4711.evil.example', false],
  ['evil.example:4711', false],
  ['[::1]:4711', false],
  ['', false],
  [undefined, false],
])('Host %s is ours: %s', (host, ours) => {
  expect(guard.isOurHost(host)).toBe(ours)
})

test.each([
  ['http://127.0.0.1:4711', '127.0.0.1:4711', true],
  ['http://localhost:4711', 'localhost:4711', true],
  ['http://localhost:4711', '127.0.0.1:4711', false],
  ['https://127.0.0.1:4711', '127.0.0.1:4711', false],
  ['http://127.0.0.1:4712', '127.0.0.1:4711', false],
  ['http://evil.example:4711', 'evil.example:4711', false],
  ['null', '127.0.0.1:4711', false],
  [undefined, '127.0.0.1:4711', false],
])('Origin %s at Host %s is ours: %s', (origin, host, ours) => {
  expect(guard.isOurOrigin(origin, host)).toBe(ours)
})

test.each([
  [`runcible-4711=${token}`, true],
  [`other=1; runcible-4711=${token}; more=2`, true],
  [`runcible-4712=${token}`, false],
  [`xruncible-4711=${token}`, false],
  [`runcible-4711=${token}x`, false],
  [`runcible-4711=${token.slice(1)}`, false],
  ['runcible-4711=', false],
  ['runcible-4711', false],
  ['', false],
  [undefined, false],
])('cookies %s let in: %s', (header, welcome) => {
  expect(guard.hasCookie(header)).toBe(welcome)
})

test('the cookie is out of reach of scripts and of other sites, and is the one that lets in', () => {
  expect(guard.cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/)
  expect(guard.hasCookie(guard.cookie.split(';')[0])).toBe(true)
})

test('a launch key opens once, and not after its minute', () => {
  vi.useFakeTimers()
  const keyOf = (url: string) => new URL(url).searchParams.get('launch') ?? ''
  const key = keyOf(guard.makeLaunchUrl())
  expect(guard.makeLaunchUrl()).not.toContain(token)
  expect(guard.takeLaunchKey(key)).toBe(false)
  const next = keyOf(guard.makeLaunchUrl())
  expect(guard.takeLaunchKey('')).toBe(false)
  expect(guard.takeLaunchKey(token)).toBe(false)
  expect(guard.takeLaunchKey(next)).toBe(true)
  expect(guard.takeLaunchKey(next)).toBe(false)
  const late = keyOf(guard.makeLaunchUrl())
  vi.advanceTimersByTime(60_001)
  expect(guard.takeLaunchKey(late)).toBe(false)
})
