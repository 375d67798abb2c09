import { getEventListeners, setMaxListeners } from 'node:events'
import { expect, test, vi } from 'vitest'
import { type CallName, calls, type Progress } from '../../shared/contract.ts'
import { RuncibleError } from '../../shared/errors.ts'
import { callSamples, INHERITED, theContainer } from './samples.ts'
import { overEveryTransport, overEveryTransportOnce } from './wire.ts'

const callNames = Object.keys(calls) as CallName[]

overEveryTransportOnce((wire) => {
  test.each(callNames)('%s goes there and back whole', async (name) => {
    const { input, output } = callSamples[name]
    // Where Node carries bytes they arrive as its own kind of them.
    expect(structuredClone(await wire.client.call(name, input as never))).toEqual(output)
    const handled = wire.service.handled.splice(0)
    expect(handled).toEqual([{ name, input: calls[name].input.parse(input) }])
  })

  test.each(['nothing.there', ...INHERITED])('there is no call %s', async (name) => {
    const raw = await wire.rawConnection()
    raw.sendRaw({ t: 'call', id: 1, name, input: {} })
    await vi.waitFor(() => expect(raw.frames).toHaveLength(1))
    raw.drop()
    expect(raw.frames[0]).toMatchObject({ t: 'fail', id: 1, error: { code: 'invalid-input' } })
    expect(raw.frames[0]?.error?.message).toContain(name)
    expect(wire.service.handled).toEqual([])
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
      const raw = await wire.rawConnection()
      raw.sendRaw({ t: 'call', id: 1, name: 'containers.kill', input })
      await vi.waitFor(() => expect(raw.frames).toHaveLength(1))
      raw.drop()
      expect(raw.frames[0]).toMatchObject({ t: 'fail', error: { code: 'invalid-input', field } })
      expect(wire.service.handled).toEqual([])
    },
  )
})

overEveryTransport((wire) => {
  test('defaults are filled in on the way', async () => {
    await wire.client.call('containers.kill', { ...theContainer, signal: 15 })
    expect(wire.service.handled[0]?.input).toEqual({ ...theContainer, signal: 15, all: false })
  })

  test('bad input is refused before it is sent, with the field at fault', async () => {
    const wrong = wire.client.call('containers.update', { ...theContainer, limits: { cpus: -1 } })
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'limits.cpus' },
    })
    expect(wire.service.handled).toEqual([])
  })

  test('what nobody asked for is left behind', async () => {
    const raw = await wire.rawConnection()
    const input = JSON.parse(
      `{ "namespace": "default", "id": "a", "extra": 1, "__proto__": { "polluted": true } }`,
    )
    raw.sendRaw({ t: 'call', id: 1, name: 'containers.start', input })
    await vi.waitFor(() => expect(raw.frames).toHaveLength(1))
    expect(wire.service.handled[0]?.input).toEqual({ namespace: 'default', id: 'a' })
    expect(wire.service.handled[0]?.input).not.toHaveProperty('polluted')
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
    wire.service.answer('containers.checkpoint', () => Promise.reject(error))
    const call = wire.client.call('containers.checkpoint', { ...theContainer, options: {} })
    const got = await call.catch((caught: unknown) => caught)
    expect(got).toBeInstanceOf(RuncibleError)
    expect(got).toMatchObject({
      code: error.code,
      message: error.message,
      details: error.details,
    })
  })

  test('a fault of the engine is called one', async () => {
    wire.service.answer('containers.start', () => {
      throw new TypeError('x is not a function')
    })
    const call = wire.client.call('containers.start', theContainer)
    await expect(call).rejects.toMatchObject({ code: 'internal', message: 'x is not a function' })
  })

  test('an answer that breaks the contract is no success, and does not say that nothing changed', async () => {
    wire.service.answer('containers.start', () => ({ id: 'half' }))
    const call = wire.client.call('containers.start', theContainer)
    await expect(call).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('containers.start'),
      details: { hint: expect.stringContaining('may have been done') },
    })
  })

  test('an answer that cannot cross fails its call, and the connection goes on', async () => {
    wire.service.answer('containers.config', () => ({ config: () => 'a function', n: 1n }))
    await expect(wire.client.call('containers.config', theContainer)).rejects.toMatchObject({
      code: 'internal',
    })
    await wire.settled()
  })

  test('progress comes in order, and none after the answer', async () => {
    const steps: Progress[] = [1, 2, 3].map((done) => ({ phase: 'writing', done, total: 3 }))
    let late = () => {}
    wire.service.answer('containers.checkpoint', async (_input, { progress }) => {
      for (const step of steps) progress(step)
      late = () => progress({ phase: 'too late' })
      return callSamples['containers.checkpoint'].output
    })
    const seen: Progress[] = []
    const input = { ...theContainer, options: {} }
    await wire.client.call('containers.checkpoint', input, {
      onProgress: (step) => seen.push(step),
    })
    late()
    await wire.settled()
    expect(seen).toEqual(steps)
  })

  test('many at once are not mixed up', async () => {
    wire.service.answer('containers.config', async (input) => {
      const { id } = input as { id: string }
      await new Promise((resolve) => setTimeout(resolve, id.length % 3))
      return { config: id }
    })
    const ids = Array.from({ length: 100 }, (_, n) => 'x'.repeat(n + 1).slice(-(n % 100) - 1))
    const answers = await Promise.all(
      ids.map((id) => wire.client.call('containers.config', { namespace: 'default', id })),
    )
    expect(answers.map(({ config }) => config)).toEqual(ids)
  })

  test('ten thousand leave nothing behind', async () => {
    const { signal } = new AbortController()
    setMaxListeners(0, signal)
    for (let round = 0; round < 100; round++) {
      const batch = Array.from({ length: 100 }, () =>
        wire.client.call('containers.kill', { ...theContainer, signal: 9 }, { signal }),
      )
      await Promise.all(batch)
    }
    // Each call has let go of its caller's signal, and an id may be used again because the server has forgotten it.
    expect(getEventListeners(signal, 'abort')).toEqual([])
    const raw = await wire.rawConnection()
    for (let n = 0; n < 3; n++) {
      raw.sendRaw({ t: 'call', id: 7, name: 'containers.delete', input: theContainer })
      await vi.waitFor(() => expect(raw.frames).toHaveLength(n + 1))
    }
    expect(raw.frames.map(({ t }) => t)).toEqual(['ok', 'ok', 'ok'])
  }, 30_000)
})
