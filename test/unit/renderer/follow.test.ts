import { expect, it } from 'vitest'
import { follow } from '../../../renderer/connection/keep-connected.ts'
import { useContainers } from '../../../renderer/store/containers.ts'
import type { Client } from '../../../shared/client.ts'
import type { Container, Snapshot } from '../../../shared/model.ts'
import { fakeContainer } from '../../fixtures/fake-containers.ts'
import { fakeHost } from '../../fixtures/fake-machine.ts'

const statuses = () => [...useContainers.getState().byKey.values()].map(({ status }) => status)

/** The client is a fake, so that events can come at the very moment between the question and its answer. */
it('loses no event that comes while the snapshot is on its way, and lets none undo it', async () => {
  let publish: (container: Container) => void = () => {}
  let answer: (snapshot: Snapshot) => void = () => {}
  const client = {
    on: (name: string, listener: (value: never) => void) => {
      if (name === 'container.changed') publish = listener as typeof publish
      return () => {}
    },
    call: () => new Promise<Snapshot>((resolve) => (answer = resolve)),
  } as unknown as Client

  const following = follow('own', client)
  publish(fakeContainer('a', { status: 'running' }))
  publish(fakeContainer('a', { status: 'paused' }))
  expect(statuses()).toEqual([])
  answer({
    host: fakeHost,
    preflight: null,
    namespaces: [],
    containers: [fakeContainer('a', { status: 'paused' })],
    foreign: [],
    checkpoints: [],
    shells: [],
    journal: [],
  })
  await following
  expect(statuses()).toEqual(['paused'])
  publish(fakeContainer('a', { status: 'running' }))
  expect(statuses()).toEqual(['running'])
})
