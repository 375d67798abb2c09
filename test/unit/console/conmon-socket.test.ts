import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SeqpacketServer, type SeqpacketSocket } from 'node-unix-socket'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConmonSocket } from '../../../electron/engine/console/conmon-socket.ts'

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
  socket = new ConmonSocket()
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
