import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { socketChannel } from '../../electron/http/socket-channel.ts'
import { ObserversDoor } from '../../electron/observers/door.ts'
import { type Client, createClient } from '../../shared/client.ts'
import { type CallName, type ConsoleUp, calls, type EventName } from '../../shared/contract.ts'
import type { RuncibleError } from '../../shared/errors.ts'
import {
  type ObserversContract,
  type OpenDoor,
  observersContract,
  pointerContract,
} from '../../shared/observers/contract.ts'
import { isReading } from '../../shared/observers/observed.ts'
import { serve } from '../../shared/server.ts'
import type { Frame } from '../../shared/wire.ts'
import { enter, openSocket, watchBy } from '../support/observer.ts'
import { RecordingService } from './recording-service.ts'
import { callSamples, eventSamples, theConsole } from './samples.ts'
import { pair } from './transports/memory.ts'

const callNames = Object.keys(calls) as CallName[]

/** All that an observer may ask. A call that is new is not in it, and stays refused until somebody has thought about it. */
const READING = [
  'engine.snapshot',
  'engine.preflight',
  'journal.list',
  'containers.figures',
  'containers.ending',
  'containers.config',
  'containers.security',
  'processes.list',
  'processes.files',
  'processes.inspect',
  'foreign.look',
  'checkpoints.storage',
  'consoles.lines',
  'consoles.past',
  'images.list',
  'volumes.list',
] as const

const TOLD: readonly EventName[] = [
  'container.changed',
  'container.removed',
  'foreign.changed',
  'foreign.removed',
  'checkpoint.changed',
  'checkpoint.removed',
  'journal.appended',
  'host.changed',
  'preflight.changed',
  'namespaces.changed',
  'image.changed',
  'image.removed',
  'volumes.changed',
]

let dir: string
let service: RecordingService
let door: ObserversDoor
let window: Client<ObserversContract>
let observer: Client

const opened = async (): Promise<OpenDoor> => {
  const { open } = await window.call('observers.look', {})
  if (!open) throw new Error('the door is off')
  return open
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-observers-'))
  service = new RecordingService()
  door = new ObserversDoor({
    files: async () => new Map(),
    state: dir,
    own: (channel) => serve(channel, service),
  })
  const [mine, theirs] = pair()
  door.attach(theirs)
  window = createClient(mine, observersContract)
  const { open } = await window.call('observers.open', { address: '127.0.0.1', port: 0 })
  observer = createClient((await watchBy(open?.link ?? '')).channel)
})
afterAll(async () => {
  observer?.close()
  await door?.close()
  await rm(dir, { recursive: true })
})
beforeEach(() => {
  service.handled.length = 0
})

const refused = expect.objectContaining({
  code: 'permission-denied',
  message: expect.stringContaining('an observer sees everything and changes nothing'),
})

const TOO_MUCH = { code: 'unavailable' }

/** An observer that sends what it likes. */
async function raw() {
  const { channel } = await watchBy((await opened()).link ?? '')
  const frames: Frame[] = []
  channel.onFrame((frame) => frames.push(frame as Frame))
  const closed = new Promise<void>((resolve) => channel.onClose(resolve))
  return { channel, frames, closed }
}

describe('of the calls', () => {
  test('those that are marked as reading are these and no others', () => {
    expect(callNames.filter(isReading).sort()).toEqual([...READING].sort())
    expect(isReading('toString')).toBe(false)
  })

  test.each(callNames.filter((name) => !isReading(name)))(
    '%s is refused on the wire',
    async (name) => {
      const { input } = callSamples[name]
      await expect(observer.call(name, input as never)).rejects.toEqual(refused)
      expect(service.handled).toEqual([])
    },
  )

  test.each(READING)('%s is answered', async (name) => {
    const plain = { 'engine.preflight': {}, 'processes.inspect': { namespace: 'default', id: 'a' } }
    const input = (plain as Record<string, unknown>)[name] ?? callSamples[name].input
    await observer.call(name, input as never)
    expect(service.handled.map((one) => one.name)).toEqual([name])
  })

  test('what a reading call may be asked for besides is refused, too', async () => {
    const ref = { namespace: 'default', id: 'a' }
    const values = observer.call('processes.inspect', { ...ref, values: true })
    await expect(values).rejects.toEqual(refused)
    await expect(observer.call('engine.preflight', { again: true })).rejects.toEqual(refused)
    expect(service.handled).toEqual([])
  })
})

describe('secrets', () => {
  test('of an exec, an image and a config.json only the names of variables are told', async () => {
    const snapshot = await observer.call('engine.snapshot', {})
    const execs = [...snapshot.containers, ...snapshot.foreign].flatMap((one) => one.execs)
    expect(execs.map(({ env }) => env)).toEqual([['A=…'], ['A=…']])
    expect(snapshot.shells).toEqual([])
    expect(JSON.stringify(snapshot)).not.toContain('A=b')
    const images = await observer.call('images.list', {})
    expect(images[0]?.config.env.every((word) => word.endsWith('=…'))).toBe(true)
    expect(images[0]?.history).toEqual([])
    const spec = {
      process: { env: ['TOKEN=secret', 'PATH=/bin'] },
      hooks: { prestart: [{ path: '/h', env: ['KEY=secret'] }] },
      root: { path: 'rootfs' },
    }
    service.answer('containers.config', () => ({ config: JSON.stringify(spec) }))
    const { config } = await observer.call('containers.config', { namespace: 'default', id: 'a' })
    expect(config).not.toContain('secret')
    expect(JSON.parse(config)).toMatchObject({
      process: { env: ['TOKEN=…', 'PATH=…'] },
      root: { path: 'rootfs' },
    })
    service.answer('containers.config', () => ({ config: '{ "env": ["TOKEN=secret"' }))
    const broken = observer.call('containers.config', { namespace: 'default', id: 'a' })
    await expect(broken).rejects.toEqual(refused)
  })

  test('events come without them; those of shells and templates do not come', async () => {
    const seen: string[] = []
    const heard: unknown[] = []
    for (const name of Object.keys(eventSamples) as EventName[])
      observer.on(name, (value) => {
        seen.push(name)
        heard.push(value)
      })
    for (const [name, value] of Object.entries(eventSamples))
      service.publish(name as EventName, value as never)
    await observer.call('engine.preflight', {})
    expect(seen.sort()).toEqual([...TOLD].sort())
    expect(JSON.stringify(heard)).not.toContain('A=b')
  })

  test('an answer is not veiled as another’s: a number in use closes the connection', async () => {
    const { channel, frames, closed } = await raw()
    service.answer('containers.config', () => new Promise(() => {}))
    const input = { namespace: 'default', id: 'a' }
    channel.send({ t: 'call', id: 1, name: 'containers.config', input })
    channel.send({ t: 'call', id: 1, name: 'volumes.list', input: {} })
    await closed
    expect(frames).toEqual([])
  })

  test('calls are answered so many at once', async () => {
    const { channel, frames } = await raw()
    service.answer('volumes.list', () => new Promise(() => {}))
    for (let id = 0; id < 33; id++) channel.send({ t: 'call', id, name: 'volumes.list', input: {} })
    await vi.waitFor(() => expect(frames).toMatchObject([{ t: 'fail', id: 32, error: TOO_MUCH }]))
    expect(service.handled).toHaveLength(32)
    channel.close()
  })
})

describe('a console', () => {
  const UPS: ConsoleUp[] = [
    { kind: 'input', bytes: new Uint8Array([113]) },
    { kind: 'resize', size: { cols: 80, rows: 24 } },
    { kind: 'role', as: 'owner' },
  ]

  test.each(UPS)('$kind is refused, and ends the view', async (item) => {
    const closings: (RuncibleError | null)[] = []
    const stream = observer.open(
      'console',
      { ...theConsole, as: 'owner' },
      { onDown: () => {}, onClose: (error) => closings.push(error) },
    )
    stream.send({ kind: 'ack', offset: 7 })
    stream.send(item)
    await vi.waitFor(() => expect(closings).toEqual([refused]))
    const seen = service.opened.at(-1)
    expect(seen?.target.as).toBe('observer')
    await vi.waitFor(() => expect(seen?.closings).toBe(1))
    expect(seen?.received).toEqual([{ kind: 'ack', offset: 7 }])
  })

  test('a stream of files is refused, whatever it calls itself', async () => {
    const { channel, frames } = await raw()
    const input = { kind: 'init', namespace: 'default', id: 'a', folder: '/', names: ['etc'] }
    for (const [id, name] of ['download', 'upload'].entries())
      channel.send({ t: 'open', id, name, input })
    const closed = (id: number) => ({ t: 'close', id, error: refused })
    await vi.waitFor(() => expect(frames).toEqual([closed(0), closed(1)]))
    channel.close()
  })

  test('is one of so many, and a number in use closes the connection', async () => {
    const { channel, frames, closed } = await raw()
    const open = (id: number) => channel.send({ t: 'open', id, name: 'console', input: theConsole })
    const before = service.opened.length
    for (let id = 0; id < 65; id++) open(id)
    await vi.waitFor(() => expect(frames).toMatchObject([{ t: 'close', id: 64, error: TOO_MUCH }]))
    expect(service.opened).toHaveLength(before + 64)
    open(7)
    await closed
    expect(service.opened).toHaveLength(before + 64)
  })

  test('one of the machine itself is refused', async () => {
    const before = service.opened.length
    const why = await new Promise((onClose) => {
      const target = { kind: 'shell', shell: 'shell-1' } as const
      observer.open('console', target, { onDown: () => {}, onClose })
    })
    expect(why).toEqual(refused)
    expect(service.opened).toHaveLength(before)
  })
})

describe('the door', () => {
  test('keeps its certificate to itself', async () => {
    const path = join(dir, 'observers-certificate.json')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readFile(path, 'utf8')).toContain('PRIVATE KEY')
    expect(JSON.stringify(await opened())).not.toContain('PRIVATE KEY')
  })

  test('an observer that does not read is dropped, and the others hear on', async () => {
    const { socket } = await watchBy((await opened()).link ?? '')
    const gone = new Promise((resolve) => socket.once('close', resolve))
    await vi.waitFor(async () => expect((await opened()).watchers).toHaveLength(2))
    socket.pause()
    const long = { ...eventSamples['journal.appended'], note: 'x'.repeat(1024 * 1024) }
    let heard = 0
    const off = observer.on('journal.appended', () => heard++)
    // So many that neither the system's buffers nor ours hold them.
    const TIMES = 24
    for (let n = 0; n < TIMES; n++) {
      service.publish('journal.appended', long)
      await new Promise((resolve) => setImmediate(resolve))
      await vi.waitFor(() => expect(heard).toBe(n + 1), { timeout: 5000 })
    }
    await vi.waitFor(async () => expect((await opened()).watchers).toHaveLength(1))
    off()
    socket.resume()
    await gone
  })
})

describe('who shows points', () => {
  test('and every observer is told where, also one that comes later', async () => {
    const { link } = await opened()
    const container = { namespace: 'default', id: 'shell-1' }
    const { cookie } = await enter(link ?? '')
    const listen = async () => {
      const socket = await openSocket(link ?? '', { Cookie: cookie }, '/ws/pointer')
      return createClient(socketChannel(socket), pointerContract)
    }
    const first = await listen()
    const seen: unknown[] = []
    first.on('pointer.moved', (pointed) => seen.push(pointed))
    expect(await first.call('pointer.look', {})).toEqual({ container: null })
    await window.call('observers.point', { container })
    await vi.waitFor(() => expect(seen).toEqual([{ container }]))
    const second = await listen()
    expect(await second.call('pointer.look', {})).toEqual({ container })
    first.close()
    second.close()
  })
})
