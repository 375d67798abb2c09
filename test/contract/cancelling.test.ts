import { expect, test, vi } from 'vitest'
import { RuncibleError } from '../../shared/errors.ts'
import { theContainer } from './samples.ts'
import { overEveryTransport } from './wire.ts'

overEveryTransport((wire) => {
  /** A call that goes on until it is aborted. */
  const endless = () => {
    const seen = { aborted: false }
    wire.service.answer(
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
    const call = wire.client.call('containers.checkpoint', input, { signal: controller.signal })
    call.catch(() => {})
    await vi.waitFor(() => expect(wire.service.handled).toHaveLength(1))
    controller.abort()
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    expect(seen.aborted).toBe(true)
  })

  test('before it is sent means that it never is', async () => {
    const call = wire.client.call('containers.start', theContainer, { signal: AbortSignal.abort() })
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    await wire.settled()
    expect(wire.service.handled.map(({ name }) => name)).toEqual(['engine.preflight'])
  })

  test('happens by itself when the connection goes', async () => {
    const seen = endless()
    const call = wire.client.call('containers.checkpoint', { ...theContainer, options: {} })
    call.catch(() => {})
    await vi.waitFor(() => expect(wire.service.handled).toHaveLength(1))
    wire.connection.drop()
    await vi.waitFor(() => expect(seen.aborted).toBe(true))
  })

  test('of a call that is not there does nothing', async () => {
    wire.connection.sendRaw({ t: 'cancel', id: 4711 })
    await wire.settled()
  })
})
