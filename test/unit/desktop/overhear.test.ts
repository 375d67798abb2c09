import { beforeEach, expect, test } from 'vitest'
import type { Notice } from '../../../electron/desktop/notices.ts'
import { Overhearing } from '../../../electron/desktop/overhear.ts'
import { createClient } from '../../../shared/client.ts'
import { serve } from '../../../shared/server.ts'
import { RecordingService } from '../../contract/recording-service.ts'
import { callSamples, eventSamples, theContainer } from '../../contract/samples.ts'
import { pair } from '../../contract/transports/memory.ts'

let service: RecordingService
let told: Notice[]
let overhearing: Overhearing

beforeEach(() => {
  service = new RecordingService()
  service.answer('engine.snapshot', () => callSamples['engine.snapshot'].output)
  told = []
  overhearing = new Overhearing({
    tell: (notice) => told.push(notice),
    label: (host) => (host === 'root' ? 'this machine, as root' : 'ann@box'),
  })
})

/** A page that shows `host`, after its first question. */
async function openPage(host: string) {
  const [page, theirs] = pair()
  serve(overhearing.hear(theirs, host), service)
  const client = createClient(page)
  await client.call('engine.snapshot', {})
  return client
}

const ended = {
  ...eventSamples['container.changed'],
  state: 'stopped',
  status: 'stopped',
  restarts: { count: 0, dueAt: null },
  exit: { code: 3, signal: null, oom: false, at: '2026-11-24T05:00:00.000Z', reason: 'exited' },
} as const

const turns = () => new Promise((resolve) => setTimeout(resolve, 10))

test('an end on another host is told once, however many windows show it, and says where', async () => {
  const seen: string[] = []
  for (const client of [await openPage('ssh-1'), await openPage('ssh-1')])
    client.on('container.changed', ({ state }) => seen.push(state))
  service.publish('container.changed', ended)
  await turns()
  expect(seen).toEqual(['stopped', 'stopped'])
  expect(told).toEqual([
    {
      title: 'shell-1 exited 3 on ann@box',
      body: '/bin/sh',
      host: 'ssh-1',
      container: theContainer,
    },
  ])
})

test('so is a checkpoint that failed', async () => {
  for (const _ of [1, 2]) await openPage('root')
  const error = { code: 'checkpoint-failed', message: 'criu failed' } as const
  service.publish('journal.appended', {
    ...eventSamples['journal.appended'],
    action: 'checkpoint',
    container: theContainer,
    error,
  })
  await turns()
  expect(told.map(({ title }) => title)).toEqual([
    'Checkpoint of shell-1 failed on this machine, as root',
  ])
})

test('hosts are kept apart; our own is followed elsewhere', async () => {
  for (const host of ['own', 'root', 'ssh-1']) await openPage(host)
  service.publish('container.changed', ended)
  await turns()
  expect(told.map(({ host }) => host).sort()).toEqual(['root', 'ssh-1'])
})

test('what is no container passes, and is not told', async () => {
  const [page, engine] = pair()
  const channel = overhearing.hear(engine, 'ssh-1')
  const frames: unknown[] = []
  page.onFrame((frame) => frames.push(frame))
  for (const value of [null, 7, { ...ended, exit: 'gone' }, { id: '../x' }]) {
    channel.send({ t: 'event', name: 'container.changed', value })
    channel.send({ t: 'event', name: 'journal.appended', value })
    channel.send({ t: 'ok', id: 1, value })
  }
  await turns()
  expect(frames).toHaveLength(12)
  expect(told).toEqual([])
})
