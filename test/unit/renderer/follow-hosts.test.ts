import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HostRegister } from '../../../electron/hosts/register.ts'
import { connectHost, disconnectHost, goToHost } from '../../../renderer/actions/hosts.ts'
import { followHosts } from '../../../renderer/connection/follow-hosts.ts'
import { useConnection } from '../../../renderer/store/connection.ts'
import { useContainers } from '../../../renderer/store/containers.ts'
import { useFailures } from '../../../renderer/store/failures.ts'
import { useHosts } from '../../../renderer/store/hosts.ts'
import { hostPlace } from '../../../renderer/store/places.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import { serve } from '../../../shared/server.ts'
import type { Channel } from '../../../shared/wire.ts'
import { RecordingService } from '../../contract/recording-service.ts'
import { pair } from '../../contract/transports/memory.ts'
import { FakeWay, refusing } from '../../fixtures/fake-way.ts'

let dir: string
let root: FakeWay
let register: HostRegister
let opened: { host: string; channel: Channel }[]
let leave: AbortController

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-follow-'))
  const service = new RecordingService()
  root = new FakeWay('root', 'root', service)
  register = await HostRegister.open({
    own: (channel) => serve(channel, service),
    ownLabel: 'this machine, as me',
    root,
    ssh: (entry) => new FakeWay(entry.id, 'ssh', service),
    file: join(dir, 'hosts.json'),
    inUse: join(dir, 'hosts-in-use.json'),
  })
  opened = []
  leave = new AbortController()
  followHosts(async (host) => {
    const [mine, theirs] = pair()
    register.attach(theirs, host)
    opened.push({ host, channel: mine })
    return mine
  }, leave.signal)
  await vi.waitFor(() => expect(useHosts.getState().byId.size).toBe(2))
  await phase('own', 'ready')
})
afterEach(async () => {
  leave.abort()
  register.close()
  await rm(dir, { recursive: true })
})

const phase = (host: string, wanted: string | undefined) =>
  vi.waitFor(() => expect(useConnection.getState().byHost.get(host)?.phase).toBe(wanted))
const hostsOfContainers = () => [
  ...new Set([...useContainers.getState().byKey.values()].map(({ host }) => host)),
]

test('our own is followed at once; another once somebody wants it, and no longer than that', async () => {
  expect(hostsOfContainers()).toEqual(['own'])
  await goToHost('root')
  await phase('root', 'ready')
  expect(hostsOfContainers()).toEqual(['own', 'root'])
  expect(useHosts.getState().workedOn).toBe('root')
  await disconnectHost('root')
  await phase('root', undefined)
  expect(hostsOfContainers()).toEqual(['own'])
  expect(useHosts.getState().workedOn).toBe('own')
})

test('one that is lost keeps what it showed, and comes back by itself', async () => {
  await connectHost('root')
  await phase('root', 'ready')
  root.breakAll()
  await phase('root', 'lost')
  expect(hostsOfContainers()).toEqual(['own', 'root'])
  await phase('own', 'ready')
  await phase('root', 'ready')
})

test('one that says no when it is come back to is not asked again, and that is said where it stands', async () => {
  await connectHost('root')
  await phase('root', 'ready')
  root.next.push(refusing(new RuncibleError('permission-denied', 'dismissed', { hint: 'Again?' })))
  root.breakAll()
  await vi.waitFor(() => expect(useHosts.getState().byId.get('root')?.status).toBe('refused'))
  const { asked } = root
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(root.asked).toBe(asked)
  expect(useConnection.getState().byHost.get('root')).toMatchObject({
    phase: 'lost',
    why: { code: 'permission-denied' },
  })
  expect(useFailures.getState().byPlace.get(hostPlace('root'))).toMatchObject({
    error: { message: 'dismissed', hint: 'Again?' },
  })
  expect(hostsOfContainers()).toEqual(['own', 'root'])
  expect(await connectHost('root')).toBe(true)
  await phase('root', 'ready')
  expect(useFailures.getState().byPlace.has(hostPlace('root'))).toBe(false)
})

test('the register is come back to, and what changed meanwhile is made good', async () => {
  await connectHost('root')
  await phase('root', 'ready')
  opened.find(({ host }) => host === 'hosts')?.channel.close()
  register.close()
  await phase('root', undefined)
  expect(hostsOfContainers()).toEqual(['own'])
})
