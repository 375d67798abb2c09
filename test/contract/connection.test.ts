import { expect, test, vi } from 'vitest'
import { theConsole, theContainer } from './samples.ts'
import { overEveryTransport } from './wire.ts'

overEveryTransport((wire) => {
  test('lost: calls that wait and calls that come fail as disconnected', async () => {
    wire.service.answer('containers.start', () => new Promise(() => {}))
    const waiting = wire.client.call('containers.start', theContainer)
    const failed = expect(waiting).rejects.toMatchObject({ code: 'disconnected' })
    await vi.waitFor(() => expect(wire.service.handled).toHaveLength(1))
    wire.connection.drop()
    await failed
    await wire.client.closed
    await expect(wire.client.call('engine.preflight', {})).rejects.toMatchObject({
      code: 'disconnected',
    })
    const closing = new Promise((resolve) => {
      wire.client.open('console', theConsole, { onDown: () => {}, onClose: resolve })
    })
    await expect(closing).resolves.toMatchObject({ code: 'disconnected' })
    await vi.waitFor(() => expect(wire.service.subscribers).toBe(0))
  })

  test('closed by the client: the service is let go of, and closing again does nothing', async () => {
    const { opened } = await wire.openConsole()
    wire.client.close()
    wire.client.close()
    await wire.client.closed
    await vi.waitFor(() => expect(wire.service.subscribers).toBe(0))
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
    const raw = await wire.rawConnection()
    raw.sendRaw(frame)
    await vi.waitFor(() => expect(raw.isClosed()).toBe(true))
    await wire.settled()
    expect(wire.service.handled.map(({ name }) => name)).toEqual(['engine.preflight'])
  })

  test('an id that is in use closes it: a call, and a stream', async () => {
    wire.service.answer('containers.start', () => new Promise(() => {}))
    const start = { t: 'call', id: 1, name: 'containers.start', input: theContainer }
    const open = { t: 'open', id: 1, name: 'console', input: theConsole }
    for (const frame of [start, open]) {
      const raw = await wire.rawConnection()
      raw.sendRaw(frame)
      raw.sendRaw(frame)
      await vi.waitFor(() => expect(raw.isClosed()).toBe(true))
    }
    await vi.waitFor(() => expect(wire.service.opened[0]?.closings).toBe(1))
    expect(wire.service.opened).toHaveLength(1)
  })
})
