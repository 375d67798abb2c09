import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { takeGreeting } from '../../../electron/engine/door/greeting.ts'
import { takeLine } from '../../../electron/engine/door/line.ts'
import { channelOver } from '../../../electron/engine/door/stream-channel.ts'
import { isAlive, processStartTime } from '../../../electron/engine/runtime/proc.ts'
import { version } from '../../../package.json'
import { createClient } from '../../../shared/client.ts'
import { headless } from '../../support/headless.ts'
import { overStdio } from '../../support/hosts.ts'
import { ref, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

/** Prints all the time, as no part of the engine does, by every way there is to stdout. */
const NOISY = `setInterval(() => {
  console.log('noise by console')
  process.stdout.write('noise by stdout\\n')
}, 1).unref()
`

describe('the engine on stdio', unless(skipReason), () => {
  let engine: TestEngine
  beforeEach(async () => {
    engine = await TestEngine.open(overStdio)
  })
  afterEach(() => engine.clear())

  function start(options: string[] = []) {
    const [node = '', ...args] = headless(engine.place.folders, '--stdio')
    return spawn(node, [...options, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  }

  test('nothing but frames comes out, whoever prints; their words go to stderr', async () => {
    await engine.stop()
    const file = engine.place.path('noisy.cjs')
    writeFileSync(file, NOISY)
    const child = start(['--require', file])
    const ended = once(child, 'exit')
    let said = ''
    child.stderr.on('data', (text) => {
      said += text
    })
    // takeGreeting would pass over noise before it.
    const first = await takeLine(child.stdout, { maxBytes: 1000 })
    expect(JSON.parse(first)).toEqual({ runcible: version })
    const client = createClient(channelOver(child.stdout, child.stdin))
    for (let n = 0; n < 200; n++) await client.call('engine.snapshot', {})
    client.close()
    expect(await ended).toEqual([0, null])
    for (const way of ['console', 'stdout']) expect(said).toContain(`noise by ${way}`)
  })

  test('a second one joins the first, which stays for it when its own client has gone', async () => {
    const child = start()
    const ended = once(child, 'exit')
    await takeGreeting(child.stdout)
    const guest = createClient(channelOver(child.stdout, child.stdin))
    await guest.call('namespaces.add', { namespace: 'shared' })
    expect((await engine.call('engine.snapshot', {})).namespaces).toContain('shared')
    engine.client.close()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await guest.call('engine.snapshot', {})).namespaces).toContain('shared')
    guest.close()
    expect(await ended).toEqual([0, null])
    await engine.restart()
  })

  test('its client killed, it ends by itself; the container runs on, and the next one has it', async () => {
    await engine.stop()
    const child = start()
    const ended = once(child, 'exit')
    await takeGreeting(child.stdout)
    const client = createClient(channelOver(child.stdout, child.stdin))
    await client.call('containers.create', {
      ...ref('c'),
      source: { kind: 'starter' },
      process: { args: ['sleep', '1000'], terminal: false },
      stdin: 'none',
    })
    const { pid } = await client.call('containers.start', ref('c'))
    const started = processStartTime(pid ?? 0)
    // As a client's end looks like from there: both pipes are broken at once.
    child.stdin.destroy()
    child.stdout.destroy()
    child.stderr.destroy()
    expect(await ended).toEqual([0, null])
    expect(isAlive(pid ?? 0, started ?? 0)).toBe(true)
    await engine.start()
    expect(await engine.get('c')).toMatchObject({ state: 'running', pid })
  })
})
