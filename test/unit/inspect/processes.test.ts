import { expect, test } from 'vitest'
import { insideId, parseIdMap } from '../../../electron/engine/inspect/id-map.ts'
import { readProcesses } from '../../../electron/engine/inspect/processes.ts'

test('of a container that has filled itself with processes the first are told of, and no more of the engine’s time is taken', async () => {
  const told = await readProcesses(Array.from({ length: 5000 }, () => process.pid))
  expect(told).toHaveLength(1000)
  expect(told[0]).toMatchObject({ pid: process.pid, args: expect.arrayContaining([process.argv0]) })
})

test('an id as its user namespace has it; one that is not in the map stays', () => {
  const map = '         0     300000      65536\n     70000       1000          1\n'
  expect([300_000, 300_033, 1000, 7].map((id) => insideId(id, parseIdMap(map)))).toEqual([
    0, 33, 70_000, 7,
  ])
})
