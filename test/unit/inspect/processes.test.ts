import { closeSync, openSync } from 'node:fs'
import { expect, test } from 'vitest'
import { insideId, parseIdMap } from '../../../electron/engine/inspect/id-map.ts'
import { openFilesOf, readProcesses } from '../../../electron/engine/inspect/processes.ts'
import { processStat } from '../../../electron/engine/runtime/proc.ts'

test('of a container that has filled itself with processes the first are told of, and no more of the engine’s time is taken', async () => {
  let turns = 0
  const other = setInterval(() => turns++, 1)
  const told = await readProcesses(Array.from({ length: 5000 }, () => process.pid))
  clearInterval(other)
  // What else it has to do is done meanwhile.
  expect(turns).toBeGreaterThan(1)
  expect(told).toHaveLength(1000)
  expect(told[0]).toMatchObject({ pid: process.pid, args: expect.arrayContaining([process.argv0]) })
})

test('an id as its user namespace has it; one that is not in the map stays', () => {
  const map = '         0     300000      65536\n     70000       1000          1\n'
  expect([300_000, 300_033, 1000, 7].map((id) => insideId(id, parseIdMap(map)))).toEqual([
    0, 33, 70_000, 7,
  ])
})

test('of a process that has more open than is told of, the lowest numbers, in turns with others', async () => {
  const opened = Array.from({ length: 2100 }, () => openSync('/dev/null', 'r'))
  const own = { pid: process.pid, startTime: processStat(process.pid)?.startTime ?? 0 }
  let turns = 0
  const other = setInterval(() => turns++, 1)
  const files = await openFilesOf([process.pid], own)
  clearInterval(other)
  for (const fd of opened) closeSync(fd)
  const numbers = files.map(({ fd }) => fd)
  expect(files).toHaveLength(2000)
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  expect(numbers[0]).toBe(0)
  expect(turns).toBeGreaterThan(1)
})
