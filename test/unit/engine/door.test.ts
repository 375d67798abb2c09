import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Door, knock, openDoor, relay } from '../../../electron/engine/door/door.ts'
import type { Channel } from '../../../shared/wire.ts'

let dir: string
let path: string
let door: Door | null
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-door-'))
  path = join(dir, 'run/engine.sock')
  door = null
})
afterEach(async () => {
  await door?.close()
  await rm(dir, { recursive: true })
})

/** Sends every frame back. */
const echo = (channel: Channel) => channel.onFrame((frame) => channel.send(frame as never))

async function answerOf(channel: Channel) {
  const answer = new Promise((resolve) => channel.onFrame(resolve))
  channel.send({ t: 'cancel', id: 7 })
  return answer
}

test('only its user can enter', async () => {
  door = await openDoor(path, echo)
  const modeOf = async (of: string) => (await stat(of)).mode & 0o777
  expect([await modeOf(path), await modeOf(join(dir, 'run'))]).toEqual([0o600, 0o700])
  expect(await answerOf(await knock(path))).toEqual({ t: 'cancel', id: 7 })
})

test('what a killed engine left is no hindrance; closing leaves nothing', async () => {
  await mkdir(join(dir, 'run'))
  const killed = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 9))`
  spawnSync(process.execPath, ['-e', killed, path])
  expect((await stat(path)).isSocket()).toBe(true)
  door = await openDoor(path, echo)
  expect(await answerOf(await knock(path))).toEqual({ t: 'cancel', id: 7 })
  await door.close()
  door = null
  expect(await readdir(join(dir, 'run'))).toEqual([])
  await expect(knock(path)).rejects.toMatchObject({ code: 'unavailable' })
})

test('a path longer than a socket’s address may be is none here', async () => {
  path = join(dir, 'x'.repeat(100), 'y'.repeat(100), 'engine.sock')
  door = await openDoor(path, echo)
  expect(await answerOf(await knock(path))).toEqual({ t: 'cancel', id: 7 })
})

test.each([
  ['a length beyond every bound', Buffer.from([255, 255, 255, 255])],
  ['no frame', Buffer.from([0, 0, 0, 2, 1, 2])],
  ['an empty one', Buffer.alloc(4)],
])('a guest that speaks otherwise is put out, and the others stay: %s', async (_what, bytes) => {
  const closed = vi.fn()
  door = await openDoor(path, (channel) => {
    echo(channel)
    channel.onClose(closed)
  })
  const other = await knock(path)
  const guest = connect(path)
  const gone = new Promise((resolve) => guest.once('close', resolve))
  guest.write(bytes)
  await gone
  expect(closed).toHaveBeenCalledOnce()
  expect(await answerOf(other)).toEqual({ t: 'cancel', id: 7 })
})

test('frames that come byte by byte, and many in one piece', async () => {
  const seen: unknown[] = []
  door = await openDoor(path, (channel) => channel.onFrame((frame) => seen.push(frame)))
  const guest = connect(path)
  const frame = Buffer.from('{"t":"cancel","id":1}')
  const sized = (bytes: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  const whole = sized(sized(frame))
  for (const byte of whole) {
    guest.write(Buffer.of(byte))
    await new Promise((resolve) => setImmediate(resolve))
  }
  guest.write(Buffer.concat([whole, whole, whole]))
  await vi.waitFor(() => expect(seen).toHaveLength(4))
  expect(seen).toEqual(Array(4).fill({ t: 'cancel', id: 1 }))
  guest.destroy()
})

test('a window that left while the door was opening leaves no guest behind', async () => {
  const attached = vi.fn()
  const closed = vi.fn()
  door = await openDoor(path, (guest) => {
    attached()
    guest.onClose(closed)
  })
  let leave = () => {}
  const onClose = (listener: () => void) => {
    leave = listener
  }
  relay({ send: () => {}, onFrame: () => {}, onClose, close: () => {} }, path, () => {})
  leave()
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce())
  expect(attached).toHaveBeenCalledOnce()
})

test('a window is closed where nobody answers', async () => {
  await mkdir(join(dir, 'run'))
  const closed = vi.fn()
  const nobody = vi.fn()
  relay({ send: () => {}, onFrame: () => {}, onClose: () => {}, close: closed }, path, nobody)
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce())
  expect(nobody).toHaveBeenCalledOnce()
})
