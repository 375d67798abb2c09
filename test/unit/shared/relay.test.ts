import { expect, test, vi } from 'vitest'
import { RuncibleError } from '../../../shared/errors.ts'
import { relay } from '../../../shared/relay.ts'
import type { Channel } from '../../../shared/wire.ts'
import { pair } from '../../contract/transports/memory.ts'

const turns = () => new Promise((resolve) => setTimeout(resolve, 10))

function start() {
  const [page, window] = pair()
  const [engine, remote] = pair()
  const atPage: unknown[] = []
  const atRemote: unknown[] = []
  const [pageClosed, remoteClosed] = [vi.fn(), vi.fn()]
  page.onFrame((frame) => atPage.push(frame))
  page.onClose(pageClosed)
  remote.onFrame((frame) => atRemote.push(frame))
  remote.onClose(remoteClosed)
  return { page, window, engine, remote, atPage, atRemote, pageClosed, remoteClosed }
}

const call = (id: number) => ({ t: 'call', id, name: 'x' }) as const

test('frames go both ways in order, those that came early too', async () => {
  const { page, window, engine, remote, atPage, atRemote } = start()
  let reached: (channel: Channel) => void = () => {}
  void relay(window, () => new Promise((resolve) => (reached = resolve)))
  for (const id of [1, 2]) page.send(call(id))
  await turns()
  reached(engine)
  await turns()
  page.send(call(3))
  remote.send({ t: 'ok', id: 1 })
  await turns()
  expect(atRemote).toEqual([call(1), call(2), call(3)])
  expect(atPage).toEqual([{ t: 'ok', id: 1 }])
})

test('either end takes the other along', async () => {
  for (const first of ['page', 'remote'] as const) {
    const ends = start()
    await relay(ends.window, async () => ends.engine)
    ends[first].close()
    expect([ends.pageClosed, ends.remoteClosed].map((fn) => fn.mock.calls.length)).toEqual([1, 1])
  }
})

test('a page that goes first withdraws the question, and what answers all the same is closed', async () => {
  const { page, window, engine, remoteClosed } = start()
  const signals: AbortSignal[] = []
  let reached: (channel: Channel) => void = () => {}
  const done = relay(window, (signal) => {
    signals.push(signal)
    return new Promise((resolve) => (reached = resolve))
  })
  page.close()
  expect(signals[0]?.aborted).toBe(true)
  reached(engine)
  await done
  expect(remoteClosed).toHaveBeenCalledOnce()
})

test('the page closes where nobody is reached', async () => {
  const { window, pageClosed } = start()
  await relay(window, async () => {
    throw new RuncibleError('unavailable', 'nobody')
  })
  expect(pageClosed).toHaveBeenCalledOnce()
})

test.each([
  ['no frame', { t: 'nonsense' }],
  ['no object', 'x'],
  ['a name beyond every bound', { t: 'event', name: 'x'.repeat(65) }],
])('a remote that sends %s is cut off, and the page gets none of it', async (_what, frame) => {
  const { window, engine, remote, atPage, remoteClosed, pageClosed } = start()
  await relay(window, async () => engine)
  remote.send(frame)
  await turns()
  expect(atPage).toEqual([])
  expect([remoteClosed, pageClosed].map((fn) => fn.mock.calls.length)).toEqual([1, 1])
})

test('a value that cannot cross ends its sender’s connection, and no more', async () => {
  const { page, window, remote, pageClosed } = start()
  const engine: Channel = {
    send: (frame) => void JSON.stringify(frame),
    onFrame: () => {},
    onClose: () => {},
    close: remote.close,
  }
  await relay(window, async () => engine)
  page.send({ t: 'call', id: 1, name: 'x', input: 1n })
  await turns()
  expect(pageClosed).toHaveBeenCalledOnce()
})

test('a page that says too much before anybody answers is cut off', async () => {
  const { page, window, pageClosed } = start()
  void relay(window, () => new Promise(() => {}))
  for (let id = 0; id <= 1000; id++) page.send(call(id))
  await turns()
  expect(pageClosed).toHaveBeenCalledOnce()
})
