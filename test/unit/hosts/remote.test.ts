import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RemoteHost } from '../../../electron/hosts/remote.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import type { HostEntry } from '../../../shared/hosts.ts'
import { RecordingService } from '../../contract/recording-service.ts'
import { FakeWay, forever, refusing } from '../../fixtures/fake-way.ts'

let way: FakeWay
let host: RemoteHost
let changes: HostEntry[]
const never = new AbortController().signal
const statuses = () => changes.map(({ status }) => status)
const down = () => refusing(new RuncibleError('unavailable', 'nobody is there'))

beforeEach(() => {
  way = new FakeWay('root', 'root', new RecordingService())
  changes = []
  host = new RemoteHost(way, null, (entry) => changes.push(entry))
})
afterEach(() => {
  vi.useRealTimers()
  host.disconnect()
})

test('the first page takes the channel that connecting made; another gets one of its own', async () => {
  await host.connect(never)
  const first = await host.channelFor(never)
  expect(way.asked).toBe(1)
  await host.channelFor(never)
  expect(way.asked).toBe(2)
  first.close()
})

test('a page alone asks for nothing', async () => {
  await expect(host.channelFor(never)).rejects.toMatchObject({ code: 'failed-precondition' })
  expect(way.asked).toBe(0)
})

test('lost pages come back one after the other, so that root is asked for once', async () => {
  await host.connect(never)
  const pages = [await host.channelFor(never), await host.channelFor(never)]
  way.breakAll()
  expect(pages.map(({ lost }) => lost?.code)).toEqual(['disconnected', 'disconnected'])
  const before = way.asked
  way.next.push(refusing(new RuncibleError('permission-denied', 'dismissed')))
  const back = await Promise.allSettled([host.channelFor(never), host.channelFor(never)])
  expect(back.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(way.asked - before).toBe(1)
  expect(statuses()).toEqual(['connecting', 'connected', 'lost', 'refused'])
})

test('what is down for a moment stays lost, and is there again when it answers', async () => {
  await host.connect(never)
  await host.channelFor(never)
  way.breakAll()
  way.next.push(down())
  await expect(host.channelFor(never)).rejects.toMatchObject({ code: 'unavailable' })
  expect(host.entry).toMatchObject({ status: 'lost', error: { code: 'unavailable' } })
  await host.channelFor(never)
  expect(host.entry).toMatchObject({ status: 'connected', error: null })
})

test('a page that goes while it waits changes nothing', async () => {
  await host.connect(never)
  await host.channelFor(never)
  way.breakAll()
  way.next.push(forever)
  const gone = new AbortController()
  const waiting = host.channelFor(gone.signal)
  setTimeout(() => gone.abort(), 10)
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
  expect(host.entry.status).toBe('lost')
})

test('disconnecting withdraws what is being asked', async () => {
  way.next.push(forever)
  const asking = host.connect(never)
  host.disconnect()
  await expect(asking).rejects.toMatchObject({ code: 'cancelled' })
  expect(host.entry.status).toBe('idle')
})

test('an answer that comes when nobody waits any more is let go', async () => {
  const gone = new AbortController()
  way.next.push(async () => {
    gone.abort()
    return way.reach()
  })
  await expect(host.connect(gone.signal)).rejects.toMatchObject({ code: 'cancelled' })
  expect(host.entry.status).toBe('idle')
  expect(way.ends.map(({ open }) => open)).toEqual([false])
})

test('one that breaks before it has said who it is, is refused with what ended it', async () => {
  const service = new RecordingService()
  service.answer('engine.snapshot', () => new Promise(() => {}))
  way = new FakeWay('root', 'root', service)
  host = new RemoteHost(way, null, (entry) => changes.push(entry))
  way.next.push(async () => {
    const channel = await way.reach()
    setImmediate(() => way.breakAll())
    return channel
  })
  await expect(host.connect(never)).rejects.toMatchObject({ code: 'disconnected' })
  expect(host.entry).toMatchObject({ status: 'refused', error: { said: 'Broken pipe' } })
})

test('one that says what is no contract of ours is found out before a page is let at it', async () => {
  const service = new RecordingService()
  service.answer('engine.snapshot', () => ({ nonsense: true }))
  const odd = new FakeWay('ssh-1', 'ssh', service)
  const other = new RemoteHost(odd, { host: 'box' }, () => {})
  await expect(other.connect(never)).rejects.toMatchObject({ code: 'internal' })
  expect(other.entry.status).toBe('refused')
  expect(odd.ends.map(({ open }) => open)).toEqual([false])
})

test('an engine that no page wants for half a minute is let go', async () => {
  await host.connect(never)
  const page = await host.channelFor(never)
  vi.useFakeTimers()
  page.close()
  await vi.advanceTimersByTimeAsync(29_000)
  expect(host.entry.status).toBe('connected')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(host.entry.status).toBe('idle')
})

test('a machine that was in use at the last start comes back with the first page; nobody connects it', async () => {
  way = new FakeWay('ssh-1', 'ssh', new RecordingService())
  host = new RemoteHost(way, { host: 'box' }, (entry) => changes.push(entry), true)
  expect(host.entry).toMatchObject({
    status: 'lost',
    wanted: true,
    error: { code: 'disconnected' },
  })
  expect(way.asked).toBe(0)
  await host.channelFor(never)
  expect(host.entry).toMatchObject({ status: 'connected', wanted: true, error: null })
})

test('root that was in use at the last start waits to be asked for; let go of, it is not wanted any more', async () => {
  host = new RemoteHost(way, null, (entry) => changes.push(entry), true)
  expect(host.entry).toMatchObject({ status: 'idle', wanted: true })
  await expect(host.channelFor(never)).rejects.toMatchObject({ code: 'failed-precondition' })
  expect(way.asked).toBe(0)
  host.leave()
  expect(changes).toMatchObject([{ status: 'idle', wanted: false }])
  expect(await host.connect(never)).toMatchObject({ status: 'connected', wanted: true })
  host.disconnect()
  expect(host.entry).toMatchObject({ status: 'idle', wanted: true })
})
