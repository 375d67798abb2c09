import { expect, test, vi } from 'vitest'
import { createClient } from '../../shared/client.ts'
import { type EventName, events } from '../../shared/contract.ts'
import { eventSamples, INHERITED, theContainer } from './samples.ts'
import { overEveryTransport, overEveryTransportOnce } from './wire.ts'

const eventNames = Object.keys(events) as EventName[]

overEveryTransportOnce((wire) => {
  test.each(eventNames)('%s arrives whole', async (name) => {
    const seen: unknown[] = []
    const off = wire.client.on(name, (value) => seen.push(value))
    await wire.settled()
    wire.service.publish(name, eventSamples[name] as never)
    await wire.settled()
    off()
    expect(seen).toEqual([eventSamples[name]])
  })
})

overEveryTransport((wire) => {
  test('come in order, and before the answer of the call that caused them', async () => {
    const seen: string[] = []
    wire.client.on('container.removed', ({ id }) => seen.push(id))
    wire.service.answer('containers.delete', () => {
      for (const id of ['a', 'b', 'c']) {
        wire.service.publish('container.removed', { namespace: 'default', id })
      }
      return {}
    })
    await wire.client.call('containers.delete', theContainer).then(() => seen.push('answer'))
    expect(seen).toEqual(['a', 'b', 'c', 'answer'])
  })

  test('go to every connection, and to none that has unsubscribed or closed', async () => {
    const other = createClient((await wire.transport.connect()).channel)
    const seen: string[] = []
    const off = wire.client.on('namespaces.changed', () => seen.push('first'))
    other.on('namespaces.changed', () => seen.push('second'))
    await other.call('engine.preflight', {})
    wire.service.publish('namespaces.changed', ['a'])
    await vi.waitFor(() => expect(seen.toSorted()).toEqual(['first', 'second']))
    off()
    other.close()
    await vi.waitFor(() => expect(wire.service.subscribers).toBe(1))
    wire.service.publish('namespaces.changed', ['b'])
    await wire.settled()
    expect(seen).toHaveLength(2)
  })

  test('one that cannot cross hurts neither the publisher nor other connections', async () => {
    await wire.settled()
    const silenced = vi.spyOn(console, 'error').mockReturnValue()
    wire.service.publish('namespaces.changed', [(() => 1n) as never, 1n as never])
    await wire.client.closed
    expect(silenced).toHaveBeenCalled()
    silenced.mockRestore()
    const next = createClient((await wire.transport.connect()).channel)
    await next.call('engine.preflight', {})
    next.close()
  })

  test.each(INHERITED)('none is called %s', async (name) => {
    const seen: unknown[] = []
    wire.client.on(name as EventName, (value) => seen.push(value))
    await wire.settled()
    wire.service.publish(name as EventName, {} as never)
    await wire.settled()
    expect(seen).toEqual([])
  })
})
