import { afterEach, expect, test, vi } from 'vitest'
import { Following } from '../../../electron/desktop/follow.ts'
import { serve } from '../../../shared/server.ts'
import type { Channel } from '../../../shared/wire.ts'
import { RecordingService } from '../../contract/recording-service.ts'
import { callSamples, eventSamples, theContainer } from '../../contract/samples.ts'

let following: Following
afterEach(() => following.end())

test('it knows what there is, tells what ends, and comes back after the engine has gone', async () => {
  const service = new RecordingService()
  const snapshot = callSamples['engine.snapshot'].output
  service.answer('engine.snapshot', () => snapshot)
  const channels: Channel[] = []
  const told: string[] = []
  following = new Following(({ title }) => told.push(title))
  void following.keep((channel) => {
    channels.push(channel)
    serve(channel, service)
  })
  await vi.waitFor(() => expect(following.containers.map(({ id }) => id)).toEqual(['shell-1']))
  const container = eventSamples['container.changed']
  const exit = {
    code: 1,
    signal: null,
    oom: false,
    at: '2026-11-24T05:00:00.000Z',
    reason: 'exited' as const,
  }
  const restarts = { ...container.restarts, dueAt: null }
  const ended = { ...container, state: 'stopped', status: 'stopped', exit, restarts } as const
  service.publish('container.changed', ended)
  await vi.waitFor(() => expect(told).toEqual(['shell-1 exited 1']))
  service.publish('container.removed', theContainer)
  await vi.waitFor(() => expect(following.containers).toEqual([]))
  channels[0]?.close()
  await vi.waitFor(() => expect(following.containers).toHaveLength(1), { timeout: 3000 })
  expect(channels).toHaveLength(2)
  expect(told).toHaveLength(1)
})
