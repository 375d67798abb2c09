import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ControlFifo } from '../../../electron/engine/console/control.ts'

let folder: string
let reader: number
let fifo: ControlFifo

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ctl-'))
  execFileSync('mkfifo', [join(folder, 'ctl')])
  reader = openSync(join(folder, 'ctl'), constants.O_RDONLY | constants.O_NONBLOCK)
  fifo = new ControlFifo(folder)
})
afterEach(() => {
  fifo.close()
  closeSync(reader)
  rmSync(folder, { recursive: true })
})

/** What one read finds, as conmon's does. */
function readOnce(): string {
  const buffer = Buffer.alloc(1000)
  try {
    return buffer.toString('utf8', 0, readSync(reader, buffer))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return ''
    throw error
  }
}

test('a resize is written at once, in conmon’s words', () => {
  fifo.resize({ cols: 120, rows: 40 })
  expect(readOnce()).toBe('1 40 120\n')
})

test('of many the last is what remains, said again, and never two in a read', async () => {
  const found: string[] = []
  const look = setInterval(() => {
    const text = readOnce()
    if (text) found.push(text)
  }, 5)
  for (let n = 0; n < 20; n++) {
    fifo.resize({ cols: 100 + n, rows: 30 })
    await sleep(3)
  }
  await expect.poll(() => found.slice(-2), { timeout: 3000 }).toEqual(Array(2).fill('1 30 119\n'))
  clearInterval(look)
  expect(found.length).toBeLessThan(10)
  for (const text of found) expect(text).toMatch(/^1 30 1[01]\d\n$/)
})

test('nobody there, or no fifo: nothing happens, and nothing waits', () => {
  closeSync(reader)
  expect(() => fifo.resize({ cols: 80, rows: 24 })).not.toThrow()
  reader = openSync('/dev/null', 'r')
  const none = new ControlFifo(join(folder, 'none'))
  expect(() => none.resize({ cols: 80, rows: 24 })).not.toThrow()
  none.close()
})
