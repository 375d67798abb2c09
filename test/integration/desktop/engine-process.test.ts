import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openInNode } from '../../../electron/desktop/engine-process.ts'
import { takeGreeting } from '../../../electron/engine/door/greeting.ts'
import type { Entrance } from '../../../electron/engine/door/open-or-join.ts'
import { version } from '../../../package.json'
import { createClient } from '../../../shared/client.ts'
import { pair } from '../../contract/transports/memory.ts'
import { headless } from '../../support/headless.ts'

const PROGRAM = join(import.meta.dirname, '../../../out/headless/main.cjs')

let dir: string
let engine: Entrance | null
beforeEach(() => {
  dir = mkdtempSync('/tmp/re-')
  engine = null
})
afterEach(async () => {
  await engine?.close()
  rmSync(dir, { recursive: true })
})

const folders = () => ({ state: join(dir, 's'), run: join(dir, 'r'), tools: join(dir, 't') })

const open = (command = [process.execPath, PROGRAM]) =>
  openInNode({ folders: folders(), version, command })

function openWindow(entrance: Entrance) {
  const [window, end] = pair()
  entrance.attach(end)
  return createClient(window)
}

/** The processes that were told of these folders. */
const engines = () =>
  readdirSync('/proc').flatMap((name) => {
    const isOurs = /^\d+$/.test(name) && commandLine(name).includes(`--state\0${folders().state}\0`)
    return isOurs ? [Number(name)] : []
  })

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

test('a window is served by an engine in another process, which ends with this one’s end', async () => {
  engine = await open()
  const { host } = await openWindow(engine).call('engine.snapshot', {})
  expect(host).toMatchObject({ version, stateDir: folders().state })
  expect(engines()).toHaveLength(1)
  await engine.close()
  await vi.waitFor(() => expect(engines()).toEqual([]))
})

test('killed, it is started again by the next window, and knows what it knew', async () => {
  engine = await open()
  const entrance = engine
  const before = openWindow(entrance)
  await before.call('namespaces.add', { namespace: 'kept' })
  const [first = 0] = engines()
  process.kill(first, 'SIGKILL')
  await before.closed
  await vi.waitFor(
    async () => {
      const { namespaces } = await openWindow(entrance).call('engine.snapshot', {})
      expect(namespaces).toContain('kept')
    },
    { timeout: 10_000, interval: 50 },
  )
  const [second] = engines()
  expect(second).not.toBe(first)
})

test('two programs on one folder have one engine’s answers, and either may go first', async () => {
  engine = await open()
  const other = await open()
  await openWindow(engine).call('namespaces.add', { namespace: 'shared' })
  const { namespaces } = await openWindow(other).call('engine.snapshot', {})
  expect(namespaces).toContain('shared')
  await engine.close()
  await vi.waitFor(
    async () => {
      const { namespaces } = await openWindow(other).call('engine.snapshot', {})
      expect(namespaces).toContain('shared')
    },
    { timeout: 10_000, interval: 50 },
  )
  await other.close()
  await vi.waitFor(() => expect(engines()).toEqual([]))
})

test('without a Node, and without an engine, it says so', async () => {
  await expect(open(['/nowhere/node', PROGRAM])).rejects.toMatchObject({
    code: 'unavailable',
    message: '/nowhere/node is not installed',
  })
  await expect(open([process.execPath, '-e', ''])).rejects.toMatchObject({ code: 'disconnected' })
})

test('what the engine was handed besides stdio it closes, so that no conmon holds it', async () => {
  const file = join(dir, 'handed')
  const handed = openSync(file, 'w')
  const [program = '', ...args] = headless(folders(), '--stdio')
  // A file and a socket, among the lowest descriptors and far above what Node marks at its start.
  const between = Array.from({ length: 30 }, () => 'ignore' as const)
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'inherit', handed, 'pipe', ...between, handed, 'pipe'],
  })
  closeSync(handed)
  const sockets = [4, between.length + 6].map((fd) => child.stdio[fd] as Readable)
  const closed = sockets.map((socket) => once(socket.resume(), 'close'))
  try {
    await takeGreeting(child.stdout as Readable)
    await Promise.all(closed)
    const held = readdirSync(`/proc/${child.pid}/fd`).map((fd) => targetOf(child.pid, fd))
    expect(held).not.toContain(file)
    expect(child.exitCode).toBeNull()
  } finally {
    child.stdin?.end()
    await once(child, 'exit')
  }
})

function targetOf(pid: number | undefined, fd: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`)
  } catch {
    return ''
  }
}
