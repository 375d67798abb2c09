import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SeqpacketServer, type SeqpacketSocket } from 'node-unix-socket'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConmonSocket } from '../../../electron/engine/console/conmon-socket.ts'
import { until } from '../../support/until.ts'

let folder: string
let server: SeqpacketServer
let peer: SeqpacketSocket
let socket: ConmonSocket

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seq-'))
  server = new SeqpacketServer()
  server.on('connection', (accepted) => {
    peer = accepted
  })
  server.listen(join(folder, 'attach'))
  socket = ConmonSocket.open()
})
afterEach(() => {
  socket.destroy()
  peer?.destroy()
  server.close()
  rmSync(folder, { recursive: true })
})

/**
 * Whether what `after` leaves behind in a handler of `event` goes on in the same turn of the event loop: a timer set
 * there comes in the next one.
 */
async function goesOn(event: string, after: (go: () => void) => void, cause: () => void) {
  let nextTurn = false
  const went = new Promise<void>((resolve) =>
    socket.once(event, () => {
      setTimeout(() => {
        nextTurn = true
      })
      after(resolve)
    }),
  )
  cause()
  await went
  return !nextTurn
}

const resolved = (go: () => void) => void Promise.resolve().then(go)

test('promises and ticks of a handler go on at once, though the library opens no callback scope', async () => {
  expect(await goesOn('connect', resolved, () => socket.connectBelow(folder))).toBe(true)
  const send = () => peer.write(Buffer.from('x'))
  expect(await goesOn('data', resolved, send)).toBe(true)
  expect(await goesOn('data', (go) => process.nextTick(go), send)).toBe(true)
})

test('where nobody answers, connecting throws', () => {
  expect(() => socket.connectBelow(tmpdir())).toThrow(/No such file/)
})

test('paused it takes nothing in and costs nothing; then everything comes, in order, and the end', async () => {
  await goesOn('connect', resolved, () => socket.connectBelow(folder))
  let ended = false
  const came: number[] = []
  socket.on('end', () => {
    ended = true
  })
  socket.on('data', (packet) => came.push(packet.readUInt32LE()))
  const packet = (n: number) => {
    const bytes = Buffer.alloc(8193)
    bytes.writeUInt32LE(n)
    return bytes
  }
  const count = 200
  let sent = 0
  socket.pause()
  for (let n = 0; n < count; n++) peer.write(packet(n), 0, 8193, () => sent++)
  await sleep(50)
  const before = process.cpuUsage()
  await sleep(300)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(100)
  expect(came).toEqual([])
  expect(sent).toBeGreaterThan(0)
  expect(sent).toBeLessThan(count / 2)

  socket.resume()
  socket.once('data', () => {
    socket.pause()
    socket.resume()
  })
  await until(() => came.length === count, 'all of it')
  expect(came).toEqual(Array.from({ length: count }, (_, n) => n))
  socket.pause()
  await sleep(50)
  peer.end()
  await sleep(50)
  expect(ended).toBe(false)
  socket.resume()
  await until(() => ended, 'the end')
})
