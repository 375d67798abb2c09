import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HostRegister } from '../../electron/hosts/register.ts'
import { type Client, createClient } from '../../shared/client.ts'
import { RuncibleError } from '../../shared/errors.ts'
import {
  type HostEntry,
  type HostsContract,
  hostsContract,
  OWN_HOST,
  REGISTER,
} from '../../shared/hosts.ts'
import { serve } from '../../shared/server.ts'
import { FakeWay, forever, refusing } from '../fixtures/fake-way.ts'
import { unless } from '../support/unless.ts'
import { RecordingService } from './recording-service.ts'
import type { Transport } from './transport.ts'
import { TRANSPORTS } from './wire.ts'

for (const kind of TRANSPORTS) {
  describe(`the register of hosts over ${kind.name}`, unless(kind.skip ?? ''), () => {
    let dir: string
    let root: FakeWay
    let machines: FakeWay[]
    let open: () => Promise<HostRegister>
    let register: HostRegister
    let transport: Transport
    let client: Client<HostsContract>
    let changes: HostEntry[]
    /** whom the next connection of the transport is for, as the path or the message says it */
    let wanted: string

    beforeEach(async () => {
      dir = await mkdtemp(join(tmpdir(), 'runcible-hosts-'))
      const service = new RecordingService()
      root = new FakeWay('root', 'root', service)
      machines = []
      open = () =>
        HostRegister.open({
          own: (channel) => serve(channel, service),
          ownLabel: 'this machine, as me',
          root,
          ssh(entry) {
            const way = new FakeWay(entry.id, 'ssh', service)
            machines.push(way)
            return way
          },
          file: join(dir, 'hosts.json'),
          inUse: join(dir, 'hosts-in-use.json'),
        })
      register = await open()
      wanted = REGISTER
      transport = await kind.start((channel) => register.attach(channel, wanted))
      client = createClient((await transport.connect()).channel, hostsContract)
      changes = []
      client.on('host.changed', (entry) => changes.push(entry))
      await client.call('hosts.list', {})
    })
    afterEach(async () => {
      client.close()
      register.close()
      await transport.close()
      await rm(dir, { recursive: true })
    })

    const statuses = () => changes.map(({ status }) => status)
    const engineOf = async (host: string) => {
      wanted = host
      const { channel } = await transport.connect()
      return createClient(channel)
    }

    test('there is our own, connected, and root, which nobody has asked', async () => {
      const { hosts, problem } = await client.call('hosts.list', {})
      expect(hosts).toMatchObject([
        { id: OWN_HOST, kind: 'own', label: 'this machine, as me', status: 'connected' },
        { id: 'root', kind: 'root', label: 'this machine, as root', status: 'idle', error: null },
      ])
      expect([problem, root.asked]).toEqual([null, 0])
    })

    test('a machine is added, changed and removed, and every window hears of it', async () => {
      const removed = vi.fn()
      client.on('host.removed', removed)
      const added = await client.call('hosts.add', { address: { host: 'box', user: 'ann' } })
      expect(added).toMatchObject({ kind: 'ssh', label: 'ann@box', status: 'idle' })
      const address = { host: 'box', port: 2222 }
      const changed = await client.call('hosts.change', { host: added.id, address })
      expect(changed).toMatchObject({ id: added.id, label: 'box:2222', address })
      await client.call('hosts.remove', { host: added.id })
      expect(changes.map(({ label }) => label)).toEqual(['ann@box', 'box:2222'])
      expect(removed).toHaveBeenCalledExactlyOnceWith({ host: added.id })
      const { hosts } = await client.call('hosts.list', {})
      expect(hosts.map(({ id }) => id)).toEqual([OWN_HOST, 'root'])
    })

    test('what is in use is remembered: a machine comes back by itself, root is asked for by a person alone', async () => {
      const { id } = await client.call('hosts.add', { address: { host: 'box' } })
      for (const host of [id, 'root']) await client.call('hosts.connect', { host })
      register.close()
      register = await open()
      const list = async () => {
        wanted = REGISTER
        const again = createClient((await transport.connect()).channel, hostsContract)
        const { hosts } = await again.call('hosts.list', {})
        return { again, hosts }
      }
      const { again, hosts } = await list()
      expect(hosts.slice(1)).toMatchObject([
        { id: 'root', status: 'idle', wanted: true },
        { id, status: 'lost', wanted: true },
      ])
      expect([root.asked, machines[1]?.asked]).toEqual([1, 0])
      await (await engineOf(id)).call('engine.snapshot', {})
      // Over stdio the host in between has a connection of its own.
      expect(machines[1]?.asked).toBeGreaterThan(0)
      for (const host of [id, 'root']) await again.call('hosts.disconnect', { host })
      register.close()
      register = await open()
      expect((await list()).hosts.slice(1)).toMatchObject([
        { id: 'root', status: 'idle', wanted: false },
        { id, status: 'idle', wanted: false },
      ])
    })

    test.each([
      ['an option in a name’s place', { host: '-oProxyCommand=id' }, 'address.host'],
      ['an option in a user’s place', { host: 'box', user: '-l' }, 'address.user'],
      ['a blank', { host: 'box id' }, 'address.host'],
      ['a newline', { host: 'box\nx' }, 'address.host'],
      ['no machine', { host: '' }, 'address.host'],
      ['port 0', { host: 'box', port: 0 }, 'address.port'],
      ['port 65536', { host: 'box', port: 65_536 }, 'address.port'],
      ['half a port', { host: 'box', port: 2.5 }, 'address.port'],
      ['a shell’s words', { host: 'box', command: 'a; id' }, 'address.command'],
      ['a key that is no path', { host: 'box', identityFile: 'key' }, 'address.identityFile'],
    ])('an address is refused before anything is written: %s', async (_what, address, field) => {
      const adding = client.call('hosts.add', { address })
      await expect(adding).rejects.toMatchObject({ code: 'invalid-input', details: { field } })
      expect((await client.call('hosts.list', {})).hosts).toHaveLength(2)
    })

    test('the same machine twice, and what is no machine, are refused', async () => {
      const { id } = await client.call('hosts.add', { address: { host: 'box' } })
      const again = client.call('hosts.add', { address: { host: 'box' } })
      await expect(again).rejects.toMatchObject({ code: 'already-exists' })
      await client.call('hosts.change', { host: id, address: { host: 'box' } })
      const rootGoes = client.call('hosts.remove', { host: 'root' })
      await expect(rootGoes).rejects.toMatchObject({ code: 'failed-precondition' })
      const ownGoes = client.call('hosts.disconnect', { host: OWN_HOST })
      await expect(ownGoes).rejects.toMatchObject({ code: 'failed-precondition' })
      const nobody = client.call('hosts.connect', { host: 'nobody' })
      await expect(nobody).rejects.toMatchObject({ code: 'not-found' })
    })

    test('connecting asks once, says who answers, and lets a page at the engine', async () => {
      const entry = await client.call('hosts.connect', { host: 'root' })
      expect(entry).toMatchObject({ status: 'connected', engine: { root: true } })
      expect([root.asked, statuses()]).toEqual([1, ['connecting', 'connected']])
      await client.call('hosts.connect', { host: 'root' })
      expect(root.asked).toBe(1)
      const engine = await engineOf('root')
      expect((await engine.call('engine.snapshot', {})).host.name).toBe(entry.engine?.name)
      engine.close()
    })

    test('a refusal reaches the window whole, and is not repeated by itself', async () => {
      const error = new RuncibleError('permission-denied', 'it was dismissed', {
        command: ['pkexec', 'engine'],
        said: 'Request dismissed',
        hint: 'Choose it again.',
      })
      root.next.push(refusing(error))
      await expect(client.call('hosts.connect', { host: 'root' })).rejects.toMatchObject({
        code: error.code,
        details: error.details,
      })
      expect(changes.at(-1)).toMatchObject({ status: 'refused', error: error.toWire() })
      const page = await engineOf('root')
      await expect(page.call('engine.snapshot', {})).rejects.toMatchObject({ code: 'disconnected' })
      expect(root.asked).toBe(1)
    })

    test('what is asked for can be cancelled, and asked for again', async () => {
      root.next.push(forever)
      const abort = new AbortController()
      const asking = client.call('hosts.connect', { host: 'root' }, { signal: abort.signal })
      await vi.waitFor(() => expect(statuses()).toEqual(['connecting']))
      const second = client.call('hosts.connect', { host: 'root' })
      await expect(second).rejects.toMatchObject({ code: 'failed-precondition' })
      abort.abort()
      await expect(asking).rejects.toMatchObject({ code: 'cancelled' })
      expect(statuses()).toEqual(['connecting', 'idle'])
      await client.call('hosts.connect', { host: 'root' })
      expect(statuses().at(-1)).toBe('connected')
    })

    test('a lost connection is said, and a page that comes back has it again', async () => {
      await client.call('hosts.connect', { host: 'root' })
      const page = await engineOf('root')
      await page.call('engine.snapshot', {})
      root.breakAll()
      await page.closed
      await vi.waitFor(() => expect(statuses().at(-1)).toBe('lost'))
      expect(changes.at(-1)?.error).toMatchObject({ code: 'disconnected', said: 'Broken pipe' })
      const back = await engineOf('root')
      await back.call('engine.snapshot', {})
      // It comes over another connection than the answer.
      await vi.waitFor(() => expect(statuses().at(-1)).toBe('connected'))
      back.close()
    })

    test('disconnecting closes every page’s connection', async () => {
      await client.call('hosts.connect', { host: 'root' })
      const page = await engineOf('root')
      await page.call('engine.snapshot', {})
      await client.call('hosts.disconnect', { host: 'root' })
      await page.closed
      expect(statuses().at(-1)).toBe('idle')
    })

    test('a page’s own engine is reached as before', async () => {
      const own = await engineOf(OWN_HOST)
      expect((await own.call('engine.snapshot', {})).host).toBeDefined()
      own.close()
    })
  })
}
