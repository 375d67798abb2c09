import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { authority } from '../../../electron/observers/addresses.ts'
import { Pass } from '../../../electron/observers/pass.ts'

const asking = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage
const tokenOf = (pass: Pass) => new URL(pass.link ?? '').hash.slice(1)

test('the token stands after the #, which no request’s address holds', () => {
  const pass = new Pass('192.0.2.7', 8443)
  expect(pass.link).toMatch(/^https:\/\/192\.0\.2\.7:8443\/#[\w-]{43}$/)
})

test.each([
  ['192.0.2.7', 8443, '192.0.2.7:8443'],
  ['192.0.2.7', 443, '192.0.2.7'],
  ['2001:db8::7', 8443, '[2001:db8::7]:8443'],
])('%s at %i is %s', (address, port, said) => {
  expect(authority(address, port)).toBe(said)
})

test('only the address that is listened on is ours, whatever name leads to it', () => {
  const pass = new Pass('192.0.2.7', 8443)
  expect(pass.isOurHost(asking({ host: '192.0.2.7:8443' }))).toBe(true)
  expect(pass.isOurHost(asking({ host: 'evil.example:8443' }))).toBe(false)
  expect(pass.isOurOrigin(asking({ origin: 'https://192.0.2.7:8443' }))).toBe(true)
  expect(pass.isOurOrigin(asking({ origin: 'http://192.0.2.7:8443' }))).toBe(false)
  expect(pass.isOurOrigin(asking({}))).toBe(false)
})

test('a cookie lets in until its link is renewed or revoked', () => {
  const pass = new Pass('192.0.2.7', 8443)
  const cookie = pass.cookie?.split(';', 1)[0] ?? ''
  expect(pass.cookie).toMatch(/^__Host-.*; Secure; HttpOnly; SameSite=Strict; Path=\/$/)
  expect(pass.hasCookie(asking({ cookie: `a=b; ${cookie}` }))).toBe(true)
  const first = tokenOf(pass)
  pass.renew()
  expect(pass.hasCookie(asking({ cookie }))).toBe(false)
  expect(pass.isToken(first)).toBe(false)
  expect(pass.isToken(tokenOf(pass))).toBe(true)
  pass.revoke()
  expect(pass.link).toBeNull()
  expect(pass.cookie).toBeNull()
  expect(pass.isToken('')).toBe(false)
  expect(pass.hasCookie(asking({ cookie: '__Host-runcible-observer-8443=' }))).toBe(false)
})
