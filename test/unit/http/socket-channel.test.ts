import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { socketChannel } from '../../../electron/http/socket-channel.ts'

let server: WebSocketServer
let client: WebSocket
let accepted: WebSocket

async function connected(options: { autoPong?: boolean } = {}) {
  const accepting = new Promise<WebSocket>((resolve) => server.once('connection', resolve))
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, options)
  accepted = await accepting
  await new Promise((resolve) => client.once('open', resolve))
}

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise((resolve) => server.once('listening', resolve))
})
afterEach(() => {
  client.terminate()
  server.close()
})

const someBytes = () =>
  ({
    t: 'down',
    id: 1,
    value: { kind: 'data', offset: 0, source: 'stdout', bytes: new Uint8Array(256 * 1024) },
  }) as const

test('a page that does not read is dropped before it holds more than the bound', async () => {
  await connected()
  client.pause()
  const channel = socketChannel(accepted, { maxWaitingBytes: 1024 * 1024 })
  const onClose = vi.fn()
  channel.onClose(onClose)
  let most = 0
  for (let sent = 0; sent < 400 && !onClose.mock.calls.length; sent++) {
    channel.send(someBytes())
    most = Math.max(most, accepted.bufferedAmount)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(onClose).toHaveBeenCalledOnce()
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThan(1024 * 1024 + 512 * 1024)
  channel.send(someBytes())
  await vi.waitFor(() => expect(accepted.readyState).toBe(WebSocket.CLOSED))
  expect(onClose).toHaveBeenCalledOnce()
})

test('a page that reads is never dropped', async () => {
  await connected()
  let received = 0
  client.on('message', (data: Buffer) => {
    received += data.length
  })
  const channel = socketChannel(accepted, { maxWaitingBytes: 4 * 1024 * 1024 })
  const onClose = vi.fn()
  channel.onClose(onClose)
  for (let sent = 0; sent < 100; sent++) {
    channel.send(someBytes())
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await vi.waitFor(() => expect(received).toBeGreaterThan(100 * 256 * 1024))
  expect(onClose).not.toHaveBeenCalled()
})

test('a silent page is given up, one that answers is kept', async () => {
  await connected({ autoPong: false })
  const silent = vi.fn()
  socketChannel(accepted, { pingEveryMs: 30 }).onClose(silent)
  await vi.waitFor(() => expect(silent).toHaveBeenCalledOnce())

  await connected()
  const answering = vi.fn()
  socketChannel(accepted, { pingEveryMs: 30 }).onClose(answering)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(answering).not.toHaveBeenCalled()
})
