import { expect, it } from 'vitest'
import { comeBack, follow } from '../../../renderer/connection/keep-connected.ts'
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

it('closes a connection that is of no use before it opens the next, so that they do not pile up', async () => {
  const leave = new AbortController()
  let open = 0
  const lost: unknown[] = []
  await comeBack(
    {
      open: async () => {
        open++
        return { closed: new Promise<void>(() => {}), close: () => open-- }
      },
      begin: () => Promise.reject(new Error('no such call')),
      use: () => {},
      lost: (error) => {
        lost.push(error)
        leave.abort()
      },
    },
    leave.signal,
  )
  expect(lost).toHaveLength(1)
  expect(open).toBe(0)
})
