import { beforeEach, expect, test } from 'vitest'
import {
  branchesOf,
  isChanged,
  nameProblem,
  newBranchForm,
} from '../../../renderer/checkpoints/branch-form.ts'
import { keyOf, placed, placedWithContainer } from '../../../renderer/model.ts'
import { useContainers } from '../../../renderer/store/containers.ts'
import type { Checkpoint } from '../../../shared/model.ts'
import { fakeCheckpoint, fakeContainer } from '../../fixtures/fake-containers.ts'

const moment = (differs: Partial<Checkpoint> = {}) => {
  const taken = fakeCheckpoint(1, fakeContainer('web'))
  return placedWithContainer('own', { ...taken, network: null, limits: {}, ...differs })
}

beforeEach(() => {
  const there = ['web', 'webb'].map((id) => placed('own', fakeContainer(id)))
  useContainers.setState({ byKey: new Map(there.map((one) => [keyOf(one), one])) })
})

test('names are proposed in a row, past those that are taken, and may be typed', () => {
  const form = { ...newBranchForm(moment()), count: 3 }
  expect(branchesOf(moment(), form)).toEqual([{ id: 'webc' }, { id: 'webd' }, { id: 'webe' }])
  expect(isChanged(moment(), form)).toBe(false)
  expect(nameProblem(moment(), form)).toBeNull()
  expect(nameProblem(moment(), { ...form, names: ['web'] })).toMatch(/is a container web already/)
  expect(nameProblem(moment(), { ...form, names: ['webd'] })).toBe(
    'two of them would be called webd',
  )
  expect(nameProblem(moment(), { ...form, names: ['a b'] })).toMatch(/no name/)
})

test('only what was changed is asked for', () => {
  const then = moment({ limits: { pids: 20 } })
  const form = newBranchForm(then)
  expect(branchesOf(then, form)).toEqual([{ id: 'webc' }])
  const changed = { ...form, hostname: 'names' as const, limits: { ...form.limits, pids: '30' } }
  expect(branchesOf(then, changed)).toEqual([
    { id: 'webc', hostname: 'webc', limits: { memory: undefined, cpus: undefined, pids: 30 } },
  ])
  expect(branchesOf(then, { ...form, hostname: 'other', otherHostname: ' x ' })[0]?.hostname).toBe(
    'x',
  )
})

test('ports of this machine stay the source’s', () => {
  const port = {
    hostAddress: '127.0.0.1',
    hostPort: 8080,
    containerPort: 80,
    protocol: 'tcp',
  } as const
  const network = { kind: 'outbound', ports: [port], hostLoopback: true, dns: [] } as const
  const then = moment({ network: { ...network, ports: [port], dns: [] } })
  expect(branchesOf(then, newBranchForm(then))[0]?.network).toEqual({ ...network, ports: [] })
  expect(branchesOf(then, { ...newBranchForm(then), network: 'own' })[0]?.network).toBe('own')
})
