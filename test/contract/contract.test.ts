import { getEventListeners, setMaxListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Client, createClient } from '../../shared/client.ts'
import {
  type CallName,
  type ConsoleDown,
  type ConsoleUp,
  calls,
  type EventName,
  events,
  type Progress,
} from '../../shared/contract.ts'
import { RuncibleError } from '../../shared/errors.ts'
import { type Opened, RecordingService } from './recording-service.ts'
import { callSamples, eventSamples, theConsole, theContainer } from './samples.ts'
import type { Connection, Transport } from './transport.ts'
import { electron } from './transports/electron.ts'
import { memory } from './transports/memory.ts'
import { websocket } from './transports/websocket.ts'

const callNames = Object.keys(calls) as CallName[]
const eventNames = Object.keys(events) as EventName[]
/** Names that every JavaScript object answers to, though nobody gave them to it. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']

describe.each([memory, electron, websocket])('over $name', (kind) => {
  let service: RecordingService
  let transport: Transport
  let connection: Connection
  let client: Client

  beforeEach(async () => {
    service = new RecordingService()
    transport = await kind.start(service)
    connection = await transport.connect()
    client = createClient(connection.channel)
  })
  afterEach(async () => {
    client.close()
    await transport.close()
  })

  /** A call that came and went: whatever was sent before it has been dealt with. */
  const settled = () => client.call('engine.preflight', {})

  /** Opens the console and gives what each side of it saw. */
  async function openConsole() {
    const down: ConsoleDown[] = []
    const closings: (RuncibleError | null)[] = []
    const stream = client.open('console', theConsole, {
      onDown: (item) => down.push(item),
      onClose: (error) => closings.push(error),
    })
    await settled()
    return { stream, down, closings, opened: service.opened.at(-1) as Opened }
  }

  /** Frames as they come, for what a client of ours hides. */
  async function rawConnection() {
    const raw = await transport.connect()
    const frames: { t: string; id: number; error?: { code: string; message: string } }[] = []
    let closed = false
    raw.channel.onFrame((frame) => frames.push(frame as never))
    raw.channel.onClose(() => {
      closed = true
    })
    return { ...raw, frames, isClosed: () => closed }
  }

  describe('calls', () => {
    test.each(callNames)('%s goes there and back whole', async (name) => {
      const { input, output } = callSamples[name]
      expect(await client.call(name, input as never)).toEqual(output)
      expect(service.handled).toEqual([{ name, input: calls[name].input.parse(input) }])
    })

    test('defaults are filled in on the way', async () => {
      await client.call('containers.kill', { ...theContainer, signal: 15 })
      expect(service.handled[0]?.input).toEqual({ ...theContainer, signal: 15, all: false })
    })

    test.each(['nothing.there', ...INHERITED])('there is no call %s', async (name) => {
      const raw = await rawConnection()
      raw.sendRaw({ t: 'call', id: 1, name, input: {} })
      await vi.waitFor(() => expect(raw.frames).toHaveLength(1))
      expect(raw.frames[0]).toMatchObject({ t: 'fail', id: 1, error: { code: 'invalid-input' } })
      expect(raw.frames[0]?.error?.message).toContain(name)
      expect(service.handled).toEqual([])
    })

    test('bad input is refused before it is sent, with the field at fault', async () => {
      const wrong = client.call('containers.update', { ...theContainer, limits: { cpus: -1 } })
      await expect(wrong).rejects.toMatchObject({
        code: 'invalid-input',
        details: { field: 'limits.cpus' },
      })
      expect(service.handled).toEqual([])
    })

    test.each([
      ['a wrong kind', { ...theContainer, signal: 'KILL' }, 'signal'],
      ['out of bounds', { ...theContainer, signal: 65 }, 'signal'],
      ['an id that leads out', { ...theContainer, id: '..', signal: 9 }, 'id'],
      ['nothing', undefined, ''],
      ['no object', [1], ''],
    ])(
      'bad input that a client sends all the same changes nothing: %s',
      async (_what, input, field) => {
        const raw = await rawConnection()
        raw.sendRaw({ t: 'call', id: 1, name: 'containers.kill', input })
        await vi.waitFor(() => expect(raw.frames).toHaveLength(1))
        expect(raw.frames[0]).toMatchObject({ t: 'fail', error: { code: 'invalid-input', field } })
        expect(service.handled).toEqual([])
      },
    )

    test('what nobody asked for is left behind', async () => {
      const raw = await rawConnection()
      const input = JSON.parse(
        `{ "namespace": "default", "id": "a", "extra": 1, "__proto__": { "polluted": true } }`,
      )
      raw.sendRaw({ t: 'call', id: 1, name: 'containers.start', input })
      await vi.waitFor(() => expect(raw.frames).toHaveLength(1))
      expect(service.handled[0]?.input).toEqual({ namespace: 'default', id: 'a' })
      expect(service.handled[0]?.input).not.toHaveProperty('polluted')
    })

    test('a failure arrives with nothing of it lost', async () => {
      const error = new RuncibleError('checkpoint-failed', 'criu failed: type NOTIFY', {
        hint: 'Allow open TCP connections.',
        command: ['runc', 'checkpoint', 'a b'],
        exitCode: 52,
        said: 'Connected TCP socket, consider using --tcp-established',
        excerpt: { path: '/w/dump.log', lines: ['a', 'b'], mark: 1 },
        remedy: { label: 'Try again with it', option: 'allowOpenTcp' },
        field: 'options.allowOpenTcp',
      })
      service.answer('containers.checkpoint', () => Promise.reject(error))
      const call = client.call('containers.checkpoint', { ...theContainer, options: {} })
      const got = await call.catch((caught: unknown) => caught)
      expect(got).toBeInstanceOf(RuncibleError)
      expect(got).toMatchObject({
        code: error.code,
        message: error.message,
        details: error.details,
      })
    })

    test('a fault of the engine is called one', async () => {
      service.answer('containers.start', () => {
        throw new TypeError('x is not a function')
      })
      const call = client.call('containers.start', theContainer)
      await expect(call).rejects.toMatchObject({ code: 'internal', message: 'x is not a function' })
    })

    test('an answer that breaks the contract is no success, and does not say that nothing changed', async () => {
      service.answer('containers.start', () => ({ id: 'half' }))
      const call = client.call('containers.start', theContainer)
      await expect(call).rejects.toMatchObject({
        code: 'internal',
        message: expect.stringContaining('containers.start'),
        details: { hint: expect.stringContaining('may have been done') },
      })
    })

    test('an answer that cannot cross fails its call, and the connection goes on', async () => {
      service.answer('containers.config', () => ({ config: () => 'a function', n: 1n }))
      await expect(client.call('containers.config', theContainer)).rejects.toMatchObject({
        code: 'internal',
      })
      await settled()
    })

    test('progress comes in order, and none after the answer', async () => {
      const steps: Progress[] = [1, 2, 3].map((done) => ({ phase: 'writing', done, total: 3 }))
      let late = () => {}
      service.answer('containers.checkpoint', async (_input, { progress }) => {
        for (const step of steps) progress(step)
        late = () => progress({ phase: 'too late' })
        return callSamples['containers.checkpoint'].output
      })
      const seen: Progress[] = []
      const input = { ...theContainer, options: {} }
      await client.call('containers.checkpoint', input, { onProgress: (step) => seen.push(step) })
      late()
      await settled()
      expect(seen).toEqual(steps)
    })

    test('many at once are not mixed up', async () => {
      service.answer('containers.config', async (input) => {
        const { id } = input as { id: string }
        await new Promise((resolve) => setTimeout(resolve, id.length % 3))
        return { config: id }
      })
      const ids = Array.from({ length: 100 }, (_, n) => 'x'.repeat(n + 1).slice(-(n % 100) - 1))
      const answers = await Promise.all(
        ids.map((id) => client.call('containers.config', { namespace: 'default', id })),
      )
      expect(answers.map(({ config }) => config)).toEqual(ids)
    })

    test('ten thousand leave nothing behind', async () => {
      const { signal } = new AbortController()
      setMaxListeners(0, signal)
      for (let round = 0; round < 100; round++) {
        const batch = Array.from({ length: 100 }, () =>
          client.call('containers.kill', { ...theContainer, signal: 9 }, { signal }),
        )
        await Promise.all(batch)
      }
      // Each call has let go of its caller's signal, and an id may be used again because the server has forgotten it.
      expect(getEventListeners(signal, 'abort')).toEqual([])
      const raw = await rawConnection()
      for (let n = 0; n < 3; n++) {
        raw.sendRaw({ t: 'call', id: 7, name: 'containers.delete', input: theContainer })
        await vi.waitFor(() => expect(raw.frames).toHaveLength(n + 1))
      }
      expect(raw.frames.map(({ t }) => t)).toEqual(['ok', 'ok', 'ok'])
    })
  })

  describe('cancelling', () => {
    /** A call that goes on until it is aborted. */
    const endless = () => {
      const seen = { aborted: false }
      service.answer(
        'containers.checkpoint',
        (_input, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              seen.aborted = true
              reject(new RuncibleError('cancelled', 'the checkpoint was cancelled'))
            })
          }),
      )
      return seen
    }

    test("aborts the handler's signal and fails as cancelled", async () => {
      const seen = endless()
      const controller = new AbortController()
      const input = { ...theContainer, options: {} }
      const call = client.call('containers.checkpoint', input, { signal: controller.signal })
      call.catch(() => {})
      await vi.waitFor(() => expect(service.handled).toHaveLength(1))
      controller.abort()
      await expect(call).rejects.toMatchObject({ code: 'cancelled' })
      expect(seen.aborted).toBe(true)
    })

    test('before it is sent means that it never is', async () => {
      const call = client.call('containers.start', theContainer, { signal: AbortSignal.abort() })
      await expect(call).rejects.toMatchObject({ code: 'cancelled' })
      await settled()
      expect(service.handled.map(({ name }) => name)).toEqual(['engine.preflight'])
    })

    test('happens by itself when the connection goes', async () => {
      const seen = endless()
      const call = client.call('containers.checkpoint', { ...theContainer, options: {} })
      call.catch(() => {})
      await vi.waitFor(() => expect(service.handled).toHaveLength(1))
      connection.drop()
      await vi.waitFor(() => expect(seen.aborted).toBe(true))
    })

    test('of a call that is not there does nothing', async () => {
      connection.sendRaw({ t: 'cancel', id: 4711 })
      await settled()
    })
  })

  describe('events', () => {
    test.each(eventNames)('%s arrives whole', async (name) => {
      const seen: unknown[] = []
      client.on(name, (value) => seen.push(value))
      await settled()
      service.publish(name, eventSamples[name] as never)
      await settled()
      expect(seen).toEqual([eventSamples[name]])
    })

    test('come in order, and before the answer of the call that caused them', async () => {
      const seen: string[] = []
      client.on('container.removed', ({ id }) => seen.push(id))
      service.answer('containers.delete', () => {
        for (const id of ['a', 'b', 'c']) {
          service.publish('container.removed', { namespace: 'default', id })
        }
        return {}
      })
      await client.call('containers.delete', theContainer).then(() => seen.push('answer'))
      expect(seen).toEqual(['a', 'b', 'c', 'answer'])
    })

    test('go to every connection, and to none that has unsubscribed or closed', async () => {
      const other = createClient((await transport.connect()).channel)
      const seen: string[] = []
      const off = client.on('namespaces.changed', () => seen.push('first'))
      other.on('namespaces.changed', () => seen.push('second'))
      await other.call('engine.preflight', {})
      service.publish('namespaces.changed', ['a'])
      await vi.waitFor(() => expect(seen.toSorted()).toEqual(['first', 'second']))
      off()
      other.close()
      await vi.waitFor(() => expect(service.subscribers).toBe(1))
      service.publish('namespaces.changed', ['b'])
      await settled()
      expect(seen).toHaveLength(2)
    })

    test('one that cannot cross hurts neither the publisher nor other connections', async () => {
      await settled()
      const silenced = vi.spyOn(console, 'error').mockReturnValue()
      service.publish('namespaces.changed', [(() => 1n) as never, 1n as never])
      await client.closed
      expect(silenced).toHaveBeenCalled()
      silenced.mockRestore()
      const next = createClient((await transport.connect()).channel)
      await next.call('engine.preflight', {})
      next.close()
    })

    test.each(INHERITED)('none is called %s', async (name) => {
      const seen: unknown[] = []
      client.on(name as EventName, (value) => seen.push(value))
      await settled()
      service.publish(name as EventName, {} as never)
      await settled()
      expect(seen).toEqual([])
    })
  })

  describe('streams', () => {
    const everyByte = Uint8Array.from({ length: 256 }, (_, n) => n)
    const sizes = [
      ['none', new Uint8Array(0)],
      ['0 to 255', everyByte],
      ['8 KB', everyByte.slice(0, 32).fill(0xe2)],
      ['1 MB', Uint8Array.from({ length: 2 ** 20 }, (_, n) => n * 31)],
    ] as const

    test.each(sizes)('bytes go down and up as they are: %s', async (_what, bytes) => {
      const { stream, down, opened } = await openConsole()
      opened.sink.send({ kind: 'data', offset: 5, source: 'stderr', bytes })
      opened.sink.send({ kind: 'snapshot', offset: 6, size: { cols: 80, rows: 24 }, bytes })
      stream.send({ kind: 'input', bytes })
      await settled()
      await vi.waitFor(() => expect(down).toHaveLength(2))
      expect(down).toEqual([
        { kind: 'data', offset: 5, source: 'stderr', bytes: expect.any(Uint8Array) },
        {
          kind: 'snapshot',
          offset: 6,
          size: { cols: 80, rows: 24 },
          bytes: expect.any(Uint8Array),
        },
      ])
      const all = [...down, ...opened.received].map((item) => 'bytes' in item && item.bytes)
      expect(all.map((got) => got && Buffer.compare(got, bytes))).toEqual([0, 0, 0])
    })

    test('a part of a larger buffer goes alone', async () => {
      const { down, opened } = await openConsole()
      const bytes = everyByte.subarray(100, 103)
      opened.sink.send({ kind: 'data', offset: 0, source: 'stdout', bytes })
      await settled()
      expect(down.map((item) => 'bytes' in item && [...item.bytes])).toEqual([[100, 101, 102]])
    })

    test('items without bytes too, in order with events and answers', async () => {
      const log: string[] = []
      client.on('namespaces.changed', () => log.push('event'))
      client.open('console', theConsole, {
        onDown: (item) => log.push(item.kind),
        onClose: () => log.push('closed'),
      })
      await settled()
      const { sink } = service.opened[0] as Opened
      service.answer('containers.start', () => {
        sink.send({ kind: 'resized', size: { cols: 10, rows: 5 } })
        service.publish('namespaces.changed', [])
        sink.send({ kind: 'ended' })
        return callSamples['containers.start'].output
      })
      await client.call('containers.start', theContainer).then(() => log.push('answer'))
      sink.close()
      await settled()
      expect(log).toEqual(['resized', 'event', 'ended', 'answer', 'closed'])
    })

    test('what goes up arrives in order', async () => {
      const { stream, opened } = await openConsole()
      const items: ConsoleUp[] = [
        { kind: 'resize', size: { cols: 100, rows: 40 } },
        { kind: 'ack', offset: 2 ** 40 },
        { kind: 'ack', offset: 2 ** 40 + 1 },
      ]
      for (const item of items) stream.send(item)
      await settled()
      expect(opened.received).toEqual(items)
    })

    test('the client ends it: the source is told once, and nothing comes down any more', async () => {
      const { stream, down, closings, opened } = await openConsole()
      stream.close()
      stream.close()
      stream.send({ kind: 'ack', offset: 1 })
      await settled()
      opened.sink.send({ kind: 'ended' })
      opened.sink.close()
      await settled()
      expect(opened).toMatchObject({ closings: 1, received: [] })
      expect({ down, closings }).toEqual({ down: [], closings: [] })
    })

    test('the source ends it: the client is told once, with the reason', async () => {
      const { stream, down, closings, opened } = await openConsole()
      opened.sink.close(new RuncibleError('monitor-failed', 'conmon is gone', { hint: 'Wait.' }))
      opened.sink.close()
      opened.sink.send({ kind: 'ended' })
      await settled()
      stream.send({ kind: 'ack', offset: 1 })
      stream.close()
      await settled()
      expect(closings).toHaveLength(1)
      expect(closings[0]).toMatchObject({
        code: 'monitor-failed',
        message: 'conmon is gone',
        details: { hint: 'Wait.' },
      })
      expect({ down, received: opened.received, closings: opened.closings }).toEqual({
        down: [],
        received: [],
        closings: 1,
      })
    })

    test('the connection ends it: both are told once', async () => {
      const { closings, opened } = await openConsole()
      connection.drop()
      await client.closed
      await vi.waitFor(() => expect(opened.closings).toBe(1))
      expect(closings).toEqual([expect.objectContaining({ code: 'disconnected' })])
    })

    test('the source may end it while it is opened', async () => {
      service.onOpen = ({ sink }) => {
        sink.send({ kind: 'ended' })
        sink.close()
      }
      const { down, closings, opened } = await openConsole()
      expect({ down, closings }).toEqual({ down: [{ kind: 'ended' }], closings: [null] })
      expect(opened.closings).toBe(1)
    })

    test('it cannot be opened: the client is told why', async () => {
      service.onOpen = () => {
        throw new RuncibleError('failed-precondition', 'there is no console yet')
      }
      const { closings } = await openConsole()
      expect(closings).toEqual([expect.objectContaining({ code: 'failed-precondition' })])
    })

    test('what the source cannot take ends it, with the reason, and hurts nothing else', async () => {
      service.onReceive = () => {
        throw new RuncibleError('failed-precondition', 'stdin is closed')
      }
      const { stream, closings, opened } = await openConsole()
      stream.send({ kind: 'input', bytes: everyByte })
      await settled()
      expect(closings).toEqual([expect.objectContaining({ message: 'stdin is closed' })])
      expect(opened.closings).toBe(1)
    })

    test('an item that breaks the contract ends it, with the field at fault', async () => {
      const { stream, closings, opened } = await openConsole()
      stream.send({ kind: 'resize', size: { cols: 0, rows: 24 } })
      await settled()
      expect(closings[0]).toMatchObject({ code: 'invalid-input', details: { field: 'size.cols' } })
      expect(opened).toMatchObject({ received: [], closings: 1 })
    })

    test.each(['nothing', ...INHERITED])('there is no stream %s', async (name) => {
      const raw = await rawConnection()
      raw.sendRaw({ t: 'open', id: 1, name, input: theConsole })
      await vi.waitFor(() => expect(raw.frames).toHaveLength(1))
      expect(raw.frames[0]).toMatchObject({ t: 'close', id: 1, error: { code: 'invalid-input' } })
      expect(service.opened).toEqual([])
    })

    test('a target that breaks the contract opens nothing', async () => {
      const raw = await rawConnection()
      raw.sendRaw({ t: 'open', id: 1, name: 'console', input: { kind: 'init', id: '../x' } })
      await vi.waitFor(() => expect(raw.frames).toHaveLength(1))
      expect(raw.frames[0]).toMatchObject({ t: 'close', id: 1, error: { code: 'invalid-input' } })
      expect(service.opened).toEqual([])
    })

    test('two of them are not mixed up', async () => {
      const first = await openConsole()
      const second = await openConsole()
      first.opened.sink.send({ kind: 'resized', size: { cols: 11, rows: 1 } })
      second.opened.sink.send({ kind: 'resized', size: { cols: 22, rows: 2 } })
      await settled()
      first.stream.close()
      second.opened.sink.send({ kind: 'ended' })
      await settled()
      expect(first.down).toEqual([{ kind: 'resized', size: { cols: 11, rows: 1 } }])
      expect(second.down.map(({ kind }) => kind)).toEqual(['resized', 'ended'])
    })
  })

  describe('the connection', () => {
    test('lost: calls that wait and calls that come fail as disconnected', async () => {
      service.answer('containers.start', () => new Promise(() => {}))
      const waiting = client.call('containers.start', theContainer)
      const failed = expect(waiting).rejects.toMatchObject({ code: 'disconnected' })
      await vi.waitFor(() => expect(service.handled).toHaveLength(1))
      connection.drop()
      await failed
      await client.closed
      await expect(client.call('engine.preflight', {})).rejects.toMatchObject({
        code: 'disconnected',
      })
      const closing = new Promise((resolve) => {
        client.open('console', theConsole, { onDown: () => {}, onClose: resolve })
      })
      await expect(closing).resolves.toMatchObject({ code: 'disconnected' })
      await vi.waitFor(() => expect(service.subscribers).toBe(0))
    })

    test('closed by the client: the service is let go of, and closing again does nothing', async () => {
      const { opened } = await openConsole()
      client.close()
      client.close()
      await client.closed
      await vi.waitFor(() => expect(service.subscribers).toBe(0))
      expect(opened.closings).toBe(1)
    })

    test.each([
      ['nothing', null],
      ['no object', 'call'],
      ['no kind', { id: 1 }],
      ['a kind that is none', { t: 'eval', id: 1 }],
      ['a kind that objects inherit', { t: 'constructor', id: 1 }],
      ['a negative id', { t: 'cancel', id: -1 }],
      ['a broken id', { t: 'cancel', id: 1.5 }],
      ['no name', { t: 'call', id: 1 }],
      ['a name of a megabyte', { t: 'call', id: 1, name: 'x'.repeat(2 ** 20), input: {} }],
      ['what only a server sends', { t: 'ok', id: 1, value: {} }],
    ])('a frame that is none closes it and nothing else: %s', async (_what, frame) => {
      const raw = await rawConnection()
      raw.sendRaw(frame)
      await vi.waitFor(() => expect(raw.isClosed()).toBe(true))
      await settled()
      expect(service.handled.map(({ name }) => name)).toEqual(['engine.preflight'])
    })

    test('an id that is in use closes it: a call, and a stream', async () => {
      service.answer('containers.start', () => new Promise(() => {}))
      const start = { t: 'call', id: 1, name: 'containers.start', input: theContainer }
      const open = { t: 'open', id: 1, name: 'console', input: theConsole }
      for (const frame of [start, open]) {
        const raw = await rawConnection()
        raw.sendRaw(frame)
        raw.sendRaw(frame)
        await vi.waitFor(() => expect(raw.isClosed()).toBe(true))
      }
      await vi.waitFor(() => expect(service.opened[0]?.closings).toBe(1))
      expect(service.opened).toHaveLength(1)
    })
  })
})
