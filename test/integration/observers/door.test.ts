import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import { ObserversDoor } from '../../../electron/observers/door.ts'
import { startWebServer, type WebServer } from '../../../electron/web/server.ts'
import { type Client, createClient } from '../../../shared/client.ts'
import {
  MAX_OBSERVERS,
  type ObserversContract,
  type OpenDoor,
  observersContract,
} from '../../../shared/observers/contract.ts'
import { serve } from '../../../shared/server.ts'
import { RecordingService } from '../../contract/recording-service.ts'
import { pair } from '../../contract/transports/memory.ts'
import { askDoor, enter, openSocket, watchBy } from '../../support/observer.ts'
import { unless, without } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

/** Of the range that RFC 2544 keeps for tests; the last part is this process's own. */
const NET = `198.18.${process.pid & 255}`
const HERE = `${NET}.1`
const THERE = `${NET}.2`
const SPACE = `rc-observer-${process.pid}`
const LINK = `rco${process.pid % 100_000}`
const FAR = new URL('../../support/far-observer.mjs', import.meta.url).pathname
const TOKEN = 'a-token-for-tests-that-is-long-enough'

const lacking = without({ ip: await which('ip') })
const ip = (...args: string[]) => execFileSync('ip', args)

let dir: string
let service: RecordingService
let ordinary: WebServer
let door: ObserversDoor
let window: Client<ObserversContract>

beforeAll(async () => {
  if (lacking) return
  ip('netns', 'add', SPACE)
  ip('link', 'add', `${LINK}a`, 'type', 'veth', 'peer', 'name', `${LINK}b`, 'netns', SPACE)
  ip('addr', 'add', `${HERE}/30`, 'dev', `${LINK}a`)
  ip('link', 'set', `${LINK}a`, 'up')
  ip('-n', SPACE, 'addr', 'add', `${THERE}/30`, 'dev', `${LINK}b`)
  ip('-n', SPACE, 'link', 'set', `${LINK}b`, 'up')
  ip('-n', SPACE, 'link', 'set', 'lo', 'up')
  dir = await mkdtemp(join(tmpdir(), 'runcible-observers-'))
  service = new RecordingService()
  const attach = (channel: Parameters<typeof serve>[0]) => serve(channel, service)
  ordinary = await startWebServer({ files: new Map(), token: TOKEN, port: 0, attach })
  door = new ObserversDoor({ files: async () => new Map(), state: dir, own: attach })
  const [mine, theirs] = pair()
  door.attach(theirs)
  window = createClient(mine, observersContract)
})
afterAll(async () => {
  if (lacking) return
  await door?.close()
  await ordinary?.close()
  ip('netns', 'del', SPACE)
  await rm(dir, { recursive: true })
})

const open = async (): Promise<OpenDoor> => {
  const { open } = await window.call('observers.open', { address: HERE, port: 0 })
  if (!open?.link) throw new Error('the door is off')
  return open
}

/** What one in the other network says, line by line. */
function farObserver(link: string) {
  const args = ['netns', 'exec', SPACE, process.execPath, FAR, link, String(ordinary.port)]
  const child = spawn('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: { at: number; [what: string]: unknown }[] = []
  createInterface(child.stdout).on('line', (line) =>
    said.push({ at: performance.now(), ...JSON.parse(line) }),
  )
  const find = (key: string, value?: unknown) =>
    said.find((one) => key in one && (value === undefined || one[key] === value))
  const told = async (key: string, value?: unknown) => {
    await until(() => find(key, value) !== undefined, `the far observer to tell of ${key}`)
    return find(key, value) ?? { at: 0 }
  }
  return { told }
}

test(
  'another machine watches over TLS, the ordinary door is not there for it, and a revoked link ends within a second',
  unless(lacking),
  async () => {
    const { link, fingerprint } = await open()
    const far = farObserver(link ?? '')
    expect(await far.told('ordinary')).toMatchObject({ ordinary: false })
    expect(await far.told('status')).toMatchObject({ status: 200, fingerprint })
    await far.told('t', 'ok')
    expect(await far.told('t', 'fail')).toMatchObject({
      id: 2,
      error: { code: 'permission-denied' },
    })
    expect(service.handled.map(({ name }) => name)).toEqual(['engine.snapshot'])
    const { open: now } = await window.call('observers.look', {})
    expect(now?.watchers.map(({ address }) => address)).toEqual([THERE])

    const revokedAt = performance.now()
    await window.call('observers.revoke', {})
    const { at } = await far.told('closed')
    expect(at - revokedAt).toBeLessThan(1000)
    expect(await far.told('again')).toMatchObject({ again: 401 })
    const renewed = await window.call('observers.renew', {})
    expect(renewed.open?.link).not.toBe(link)
    expect(await enter(link ?? '')).toMatchObject({ status: 401 })
    const { socket } = await watchBy(renewed.open?.link ?? '')
    const gone = once(socket, 'close')
    await window.call('observers.renew', {})
    await gone
  },
)

test(
  'it listens on the chosen address alone, and answers under no other name',
  unless(lacking),
  async () => {
    const { link, port } = await open()
    const elsewhere = connect(port, '127.0.0.1')
    await expect(
      new Promise((resolve, reject) => {
        elsewhere.once('connect', resolve)
        elsewhere.once('error', reject)
      }),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' })

    const base = `https://${HERE}:${port}`
    expect(await askDoor(base)).toMatchObject({ status: 401 })
    expect(await askDoor(base, { headers: { Host: 'evil.example' } })).toMatchObject({
      status: 421,
    })
    expect(await askDoor(base, { method: 'PUT' })).toMatchObject({ status: 405 })
    const { cookie } = await enter(link ?? '')
    const refusedWith = (headers: Record<string, string>, path?: string) =>
      expect(openSocket(link ?? '', headers, path)).rejects
    await refusedWith({}).toThrow('401')
    await refusedWith({ Cookie: cookie, Origin: 'https://evil.example' }).toThrow('403')
    await refusedWith({ Cookie: cookie, Host: 'evil.example' }).toThrow('421')
    const { hash } = new URL(link ?? '')
    const fromElsewhere = { method: 'POST', headers: { Origin: 'https://evil.example' } }
    expect(await askDoor(`${base}/enter`, { ...fromElsewhere, body: hash.slice(1) })).toMatchObject(
      { status: 403, cookie: '' },
    )
    await refusedWith({ Cookie: cookie }, '/ws/observers').toThrow('404')
    await refusedWith({ Cookie: cookie }, '/ws/root').toThrow('404')

    for (let n = 0; n < MAX_OBSERVERS; n++) await openSocket(link ?? '', { Cookie: cookie })
    await refusedWith({ Cookie: cookie }).toThrow('503')
    await window.call('observers.revoke', {})
    await until(
      async () => (await window.call('observers.look', {})).open?.watchers.length === 0,
      'all to go',
    )
  },
)

test(
  'who brings wrong links is not heard for a while, the right one neither',
  unless(lacking),
  async () => {
    const { link } = await open()
    const wrong = `${new URL(link ?? '').origin}/#wrong`
    // All are under way before the first one's token is there.
    const tokens = sleep(500)
    const all = await Promise.all(Array.from({ length: 30 }, () => enter(wrong, tokens)))
    expect(all.filter(({ status }) => status === 401)).toHaveLength(20)
    expect(all.filter(({ status }) => status === 429)).toHaveLength(10)
    expect(await enter(link ?? '')).toMatchObject({ status: 429 })
  },
)

test('no other than an address of this machine is opened', unless(lacking), async () => {
  await window.call('observers.close', {})
  const foreign = window.call('observers.open', { address: '192.0.2.1', port: 0 })
  await expect(foreign).rejects.toMatchObject({
    code: 'invalid-input',
    details: { field: 'address' },
  })
  const all = window.call('observers.open', { address: '0.0.0.0', port: 0 })
  await expect(all).rejects.toMatchObject({ code: 'invalid-input' })
  expect((await window.call('observers.look', {})).open).toBeNull()
})
