import { expect, test } from 'vitest'
import { stateWord, treeOf } from '../../../renderer/processes/process-tree.ts'
import type { ContainerProcess } from '../../../shared/model.ts'

const process = (
  pid: number,
  parent: number | null,
  cpuMs = 0,
  startTime = 1,
): ContainerProcess => ({
  pid,
  startTime,
  inside: pid - 100,
  parent,
  uid: 0,
  state: 'S',
  threads: 1,
  cpuMs,
  memoryBytes: 0,
  args: [],
  name: 'x',
})

test('each stands under the one that started it, with what it took since', () => {
  const before = {
    at: 0,
    processes: [process(101, null, 100), process(105, 101, 50, 7)],
    total: 2,
  }
  const now = {
    at: 2000,
    processes: [
      process(103, 101),
      process(102, 103),
      process(101, null, 1100),
      process(105, 101, 60),
      process(104, null),
    ],
    total: 5,
  }
  expect(
    treeOf(now, before).map(({ inside, depth, cpuPercent }) => [inside, depth, cpuPercent]),
  ).toEqual([
    [1, 0, 50],
    [3, 1, null],
    [2, 2, null],
    // Another process by now, of the same pid.
    [5, 1, null],
    [4, 0, null],
  ])
})

test('states have words', () => {
  expect(['R', 'Z', 'x'].map(stateWord)).toEqual(['runs', 'ended, not waited for', 'x'])
})
