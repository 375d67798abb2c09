import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SeqpacketServer, type SeqpacketSocket } from 'node-unix-socket'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Brake } from '../../../electron/engine/console/brake.ts'
import { until } from '../../support/until.ts'

/** As conmon sends it. */
const PACKET = Buffer.alloc(8192, 'x')
const WATCHED_MS = 300

let folder: string
let server: SeqpacketServer
let conmon: SeqpacketSocket | null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brake-'))
  conmon = null
  server = new SeqpacketServer()
  server.on('connection', (accepted) => {
    conmon = accepted
  })
  server.listen(join(folder, 'attach'))
})
afterEach(() => {
  conmon?.destroy()
  server.close()
  rmSync(folder, { recursive: true })
})

test('holding takes nothing in, and costs nothing while it lasts; letting go ends it', async () => {
  const brake = new Brake(folder)
  brake.hold()
  await until(() => conmon !== null, 'a connection')
  let gone = false
  // The library calls it an error where something is left to write.
  for (const event of ['end', 'error'])
    conmon?.on(event, () => {
      gone = true
    })
  let sent = 0
  for (let n = 0; n < 200; n++) conmon?.write(PACKET, 0, PACKET.length, () => sent++)
  await sleep(50)
  const before = process.cpuUsage()
  await sleep(WATCHED_MS)
  const { user, system } = process.cpuUsage(before)
  expect(sent).toBeGreaterThan(0)
  expect(sent).toBeLessThan(100)
  expect((user + system) / 1000).toBeLessThan(WATCHED_MS / 3)
  expect(gone).toBe(false)
  brake.letGo()
  await until(() => gone, 'its end')
})

test('where nobody is, nothing happens', () => {
  const brake = new Brake(join(folder, 'none'))
  brake.hold()
  brake.letGo()
})
