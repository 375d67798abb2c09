import { expect, test, vi } from 'vitest'
import type { ConsoleDown, ConsoleUp } from '../../shared/contract.ts'
import { RuncibleError } from '../../shared/errors.ts'
import type { Opened } from './recording-service.ts'
import { callSamples, INHERITED, theConsole, theContainer } from './samples.ts'
import { overEveryTransport } from './wire.ts'

overEveryTransport((wire) => {
  const everyByte = Uint8Array.from({ length: 256 }, (_, n) => n)
  const sizes = [
    ['none', new Uint8Array(0)],
    ['0 to 255', everyByte],
    ['8 KB', everyByte.slice(0, 32).fill(0xe2)],
    ['1 MB', Uint8Array.from({ length: 2 ** 20 }, (_, n) => n * 31)],
  ] as const

  test.each(sizes)('bytes go down and up as they are: %s', async (_what, bytes) => {
    const { stream, down, opened } = await wire.openConsole()
    opened.sink.send({ kind: 'data', offset: 5, source: 'stderr', bytes })
    opened.sink.send({ kind: 'snapshot', offset: 6, size: { cols: 80, rows: 24 }, bytes })
    stream.send({ kind: 'input', bytes })
    await wire.settled()
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
    const { down, opened } = await wire.openConsole()
    const bytes = everyByte.subarray(100, 103)
    opened.sink.send({ kind: 'data', offset: 0, source: 'stdout', bytes })
    await wire.settled()
    expect(down.map((item) => 'bytes' in item && [...item.bytes])).toEqual([[100, 101, 102]])
  })

  test('items without bytes too, in order with events and answers', async () => {
    const log: string[] = []
    wire.client.on('namespaces.changed', () => log.push('event'))
    wire.client.open('console', theConsole, {
      onDown: (item) => log.push(item.kind),
      onClose: () => log.push('closed'),
    })
    await wire.settled()
    const { sink } = wire.service.opened[0] as Opened
    wire.service.answer('containers.start', () => {
      sink.send({ kind: 'resized', size: { cols: 10, rows: 5 } })
      wire.service.publish('namespaces.changed', [])
      sink.send({ kind: 'ended' })
      return callSamples['containers.start'].output
    })
    await wire.client.call('containers.start', theContainer).then(() => log.push('answer'))
    sink.close()
    await wire.settled()
    expect(log).toEqual(['resized', 'event', 'ended', 'answer', 'closed'])
  })

  test('who looks, and that the process is held back, goes down', async () => {
    const { down, opened } = await wire.openConsole()
    const items: ConsoleDown[] = [
      { kind: 'viewers', viewers: [{ as: 'owner', size: null, sets: true, you: true }] },
      { kind: 'held', forMs: 1200, byYou: true },
      { kind: 'held', forMs: null, byYou: false },
    ]
    for (const item of items) opened.sink.send(item)
    await wire.settled()
    expect(down).toEqual(items)
  })

  test('as whom it is opened reaches the source, beside which console', async () => {
    const { opened } = await wire.openConsole()
    expect(opened.target).toEqual(theConsole)
    wire.client.open('console', { ...theConsole, as: 'observer' }, { onDown() {}, onClose() {} })
    await wire.settled()
    expect(wire.service.opened.at(-1)?.target).toEqual({ ...theConsole, as: 'observer' })
  })

  test('what goes up arrives in order', async () => {
    const { stream, opened } = await wire.openConsole()
    const items: ConsoleUp[] = [
      { kind: 'resize', size: { cols: 100, rows: 40 } },
      { kind: 'role', as: 'observer' },
      { kind: 'ack', offset: 2 ** 40 },
      { kind: 'ack', offset: 2 ** 40 + 1 },
    ]
    for (const item of items) stream.send(item)
    await wire.settled()
    expect(opened.received).toEqual(items)
  })

  test('the client ends it: the source is told once, and nothing comes down any more', async () => {
    const { stream, down, closings, opened } = await wire.openConsole()
    stream.close()
    stream.close()
    stream.send({ kind: 'ack', offset: 1 })
    await wire.settled()
    opened.sink.send({ kind: 'ended' })
    opened.sink.close()
    await wire.settled()
    expect(opened).toMatchObject({ closings: 1, received: [] })
    expect({ down, closings }).toEqual({ down: [], closings: [] })
  })

  test('the source ends it: the client is told once, with the reason', async () => {
    const { stream, down, closings, opened } = await wire.openConsole()
    opened.sink.close(new RuncibleError('monitor-failed', 'conmon is gone', { hint: 'Wait.' }))
    opened.sink.close()
    opened.sink.send({ kind: 'ended' })
    await wire.settled()
    stream.send({ kind: 'ack', offset: 1 })
    stream.close()
    await wire.settled()
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
    const { closings, opened } = await wire.openConsole()
    wire.connection.drop()
    await wire.client.closed
    await vi.waitFor(() => expect(opened.closings).toBe(1))
    expect(closings).toEqual([expect.objectContaining({ code: 'disconnected' })])
  })

  test('the source may end it while it is opened', async () => {
    wire.service.onOpen = ({ sink }) => {
      sink.send({ kind: 'ended' })
      sink.close()
    }
    const { down, closings, opened } = await wire.openConsole()
    expect({ down, closings }).toEqual({ down: [{ kind: 'ended' }], closings: [null] })
    expect(opened.closings).toBe(1)
  })

  test('it cannot be opened: the client is told why', async () => {
    wire.service.onOpen = () => {
      throw new RuncibleError('failed-precondition', 'there is no console yet')
    }
    const { closings } = await wire.openConsole()
    expect(closings).toEqual([expect.objectContaining({ code: 'failed-precondition' })])
  })

  test('what the source cannot take ends it, with the reason, and hurts nothing else', async () => {
    wire.service.onReceive = () => {
      throw new RuncibleError('failed-precondition', 'stdin is closed')
    }
    const { stream, closings, opened } = await wire.openConsole()
    stream.send({ kind: 'input', bytes: everyByte })
    await wire.settled()
    expect(closings).toEqual([expect.objectContaining({ message: 'stdin is closed' })])
    expect(opened.closings).toBe(1)
  })

  test('an item that breaks the contract ends it, with the field at fault', async () => {
    const { stream, closings, opened } = await wire.openConsole()
    stream.send({ kind: 'resize', size: { cols: 0, rows: 24 } })
    await wire.settled()
    expect(closings[0]).toMatchObject({ code: 'invalid-input', details: { field: 'size.cols' } })
    expect(opened).toMatchObject({ received: [], closings: 1 })
  })

  test.each(['nothing', ...INHERITED])('there is no stream %s', async (name) => {
    const raw = await wire.rawConnection()
    raw.sendRaw({ t: 'open', id: 1, name, input: theConsole })
    await vi.waitFor(() => expect(raw.frames).toHaveLength(1))
    expect(raw.frames[0]).toMatchObject({ t: 'close', id: 1, error: { code: 'invalid-input' } })
    expect(wire.service.opened).toEqual([])
  })

  test('a target that breaks the contract opens nothing', async () => {
    const raw = await wire.rawConnection()
    raw.sendRaw({ t: 'open', id: 1, name: 'console', input: { kind: 'init', id: '../x' } })
    await vi.waitFor(() => expect(raw.frames).toHaveLength(1))
    expect(raw.frames[0]).toMatchObject({ t: 'close', id: 1, error: { code: 'invalid-input' } })
    expect(wire.service.opened).toEqual([])
  })

  test('two of them are not mixed up', async () => {
    const first = await wire.openConsole()
    const second = await wire.openConsole()
    first.opened.sink.send({ kind: 'resized', size: { cols: 11, rows: 1 } })
    second.opened.sink.send({ kind: 'resized', size: { cols: 22, rows: 2 } })
    await wire.settled()
    first.stream.close()
    second.opened.sink.send({ kind: 'ended' })
    await wire.settled()
    expect(first.down).toEqual([{ kind: 'resized', size: { cols: 11, rows: 1 } }])
    expect(second.down.map(({ kind }) => kind)).toEqual(['resized', 'ended'])
  })
})
