import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Entrance, openOrJoin } from '../../../electron/engine/door/open-or-join.ts'
import { createClient } from '../../../shared/client.ts'
import { pair } from '../../contract/transports/memory.ts'
import { isRemote } from '../../support/hosts.ts'
import { unless } from '../../support/unless.ts'

/** Two hosts in this process are what it is about: no engine of theirs is behind a pipe. */
const reachesIn = isRemote ? 'opens and ends engines in its own process' : ''

let dir: string
let hosts: Entrance[]
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-join-'))
  hosts = []
})
afterEach(async () => {
  for (const host of hosts) await host.close()
  await rm(dir, { recursive: true })
})

const folders = () => ({
  state: join(dir, 'state'),
  run: join(dir, 'run'),
  tools: join(dir, 'tools'),
})

async function startHost(): Promise<Entrance> {
  const host = await openOrJoin({ folders: folders(), version: 'test' })
  hosts.push(host)
  return host
}

function openWindow(host: Entrance) {
  const [window, end] = pair()
  host.attach(end)
  return createClient(window)
}

describe('two hosts on the same folders', unless(reachesIn), () => {
  test('a second host shows the first one’s engine: its answers and its events', async () => {
    const [first, second] = [await startHost(), await startHost()]
    expect([first.joined, second.joined]).toEqual([false, true])
    const [one, other] = [openWindow(first), openWindow(second)]
    const seen: string[][] = []
    other.on('namespaces.changed', (namespaces) => seen.push(namespaces))
    await other.call('engine.snapshot', {})
    await one.call('namespaces.add', { namespace: 'shared' })
    const { namespaces } = await other.call('engine.snapshot', {})
    expect(namespaces).toContain('shared')
    await vi.waitFor(() => expect(seen).toEqual([namespaces]))
  })

  test('the second takes over when the first has ended', async () => {
    const [first, second] = [await startHost(), await startHost()]
    const before = openWindow(second)
    await before.call('namespaces.add', { namespace: 'kept' })
    await first.close()
    await before.closed
    await vi.waitFor(
      async () => {
        const { namespaces } = await openWindow(second).call('engine.snapshot', {})
        expect(namespaces).toContain('kept')
      },
      { timeout: 5000, interval: 50 },
    )
    expect(second.joined).toBe(false)
    expect(await readdir(folders().run)).toContain('engine.sock')
    const third = await startHost()
    expect(third.joined).toBe(true)
  })
})
