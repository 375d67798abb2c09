import { expect, test } from 'vitest'
import { farewell } from '../../../electron/desktop/farewell.ts'
import type { Container } from '../../../shared/model.ts'
import { eventSamples } from '../../contract/samples.ts'

const containers = (...states: Container['state'][]) =>
  states.map((state, n) => ({ ...eventSamples['container.changed'], id: `c${n + 1}`, state }))

test('nothing runs on: nothing is said', () => {
  expect(farewell([])).toBeNull()
  expect(farewell(containers('stopped', 'created', 'createdFromCheckpoint'))).toBeNull()
})

test('one, several, many: those that run or are paused, by name', () => {
  expect(farewell(containers('running', 'stopped'))?.message).toBe('c1 runs on without the window.')
  const several = farewell(containers('running', 'paused'))
  expect(several?.message).toBe('2 containers run on without the window.')
  expect(several?.detail).toMatch(/^c1, c2\.\n.* see them,/)
  const many = farewell(containers(...Array<'running'>(6).fill('running')))
  expect(many?.detail).toMatch(/^c1, c2, c3, c4 and 2 more\.\n/)
})
