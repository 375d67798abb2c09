import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cgroupPids, readMemoryAtEnd, readStats } from '../../../electron/engine/runtime/cgroup.ts'
import { isFrozen } from '../../../electron/engine/runtime/freezer.ts'
import { layTree, V2 } from '../../fixtures/recorded-cgroup2.ts'
import { limitsIn } from '../../support/limits.ts'

/** A RECORDED tree: files as the kernel writes them, laid into a temporary folder. */
const V1 = {
  'cpuacct/cpuacct.usage': '1234567890\n',
  'memory/memory.usage_in_bytes': '20971520\n',
  'memory/memory.limit_in_bytes': '9223372036854771712\n',
  'memory/memory.stat': 'cache 1\ninactive_file 1\ntotal_cache 1\ntotal_inactive_file 4194304\n',
  'memory/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
  'pids/pids.current': '2\n',
  'pids/pids.max': 'max\n',
  'blkio/blkio.throttle.io_service_bytes_recursive':
    '254:0 Read 4096\n254:0 Write 8192\n254:0 Sync 8192\n254:0 Total 12288\n8:0 Read 1000\n8:0 Write 1\nTotal 13289\n',
  'devices/cgroup.procs': '11\n',
  'devices/below/cgroup.procs': '12\n0\n',
  'devices/below/further/cgroup.procs': '13\n',
}

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tree-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const lay = (files: Record<string, string>) => layTree(root, files)
const v1Paths = () =>
  Object.fromEntries(
    ['cpuacct', 'memory', 'pids', 'blkio', 'devices', 'freezer'].map((name) => [
      name,
      join(root, name),
    ]),
  )

describe('a recorded v2 tree', () => {
  test('its figures', async () => {
    lay(V2)
    expect(readStats({ '': root })).toEqual({
      cpuUsec: 1_234_567,
      memory: 20971520 - 4194304,
      memoryLimit: 67108864,
      pids: 3,
      pidsLimit: 50,
      ioRead: 5096,
      ioWrite: 8193,
      oomKills: 2,
    })
  })

  test('no limit, and controllers that are not there', async () => {
    lay({ 'memory.max': 'max\n', 'pids.max': 'max\n', 'cpu.stat': V2['cpu.stat'] })
    expect(readStats({ '': root })).toMatchObject({
      cpuUsec: 1_234_567,
      memory: null,
      memoryLimit: null,
      pids: null,
      pidsLimit: null,
      ioRead: null,
      ioWrite: null,
      oomKills: null,
    })
  })

  test('limits as the integration tests read them', () => {
    lay(V2)
    expect(limitsIn({ '': root })).toEqual({ memory: 67108864, cpus: 0.25, pids: 50 })
    lay({ 'memory.max': 'max\n', 'cpu.max': 'max 100000\n', 'pids.max': 'max\n' })
    expect(limitsIn({ '': root })).toEqual({ memory: null, cpus: null, pids: null })
  })

  test('all processes of it and of the groups below', async () => {
    lay({ ...V2, 'below/cgroup.procs': '4244\n', 'below/further/cgroup.procs': '0\n4245\n' })
    expect(await cgroupPids({ '': root })).toEqual([4242, 4243, 4244, 4245])
  })

  test('thawed, frozen, and on its way', async () => {
    lay(V2)
    expect(await isFrozen({ '': root })).toBe(false)
    lay({ 'cgroup.freeze': '1\n', 'cgroup.events': 'populated 1\nfrozen 1\n' })
    expect(await isFrozen({ '': root })).toBe(true)
    lay({ 'cgroup.events': V2['cgroup.events'] })
    const judged = isFrozen({ '': root })
    lay({ 'cgroup.freeze': '0\n' })
    expect(await judged).toBe(false)
  })
})

describe('a recorded v1 tree', () => {
  test('its figures; the kernel’s word for no limit', async () => {
    lay(V1)
    expect(readStats(v1Paths())).toEqual({
      cpuUsec: 1_234_567,
      memory: 20971520 - 4194304,
      memoryLimit: null,
      pids: 2,
      pidsLimit: null,
      ioRead: 5096,
      ioWrite: 8193,
      oomKills: 1,
    })
  })

  test('processes of all groups below; those of another pid namespace are left out', async () => {
    lay(V1)
    expect(await cgroupPids(v1Paths())).toEqual([11, 12, 13])
  })

  test('frozen itself, or only through the one above', async () => {
    lay({ 'freezer/freezer.state': 'FROZEN\n', 'freezer/freezer.self_freezing': '1\n' })
    expect(await isFrozen(v1Paths())).toBe(true)
    lay({ 'freezer/freezer.self_freezing': '0\n' })
    expect(await isFrozen(v1Paths())).toBe(false)
    lay({ 'freezer/freezer.state': 'THAWED\n' })
    expect(await isFrozen(v1Paths())).toBe(false)
  })
})

test('a cgroup that is gone, or none at all', async () => {
  const gone = { '': join(root, 'gone') }
  expect(await cgroupPids(gone)).toEqual([])
  expect(await isFrozen(gone)).toBe(false)
  expect(readStats(gone)).toMatchObject({ cpuUsec: null, memory: null })
  expect(await cgroupPids({})).toEqual([])
  expect(await isFrozen({})).toBe(false)
  expect(readStats({})).toMatchObject({ cpuUsec: null, memory: null })
})

test('what is known of the memory of what has ended: limit, the most in use, how often it wanted more, who was killed', () => {
  lay({
    'memory.max': '16777216\n',
    'memory.peak': '16777216\n',
    'memory.events': V2['memory.events'],
  })
  expect(readMemoryAtEnd({ '': root })).toEqual({
    limit: 16777216,
    peak: 16777216,
    refused: 12,
    oomKills: 2,
  })
  lay({
    'memory/memory.limit_in_bytes': '9223372036854771712\n',
    'memory/memory.max_usage_in_bytes': '4096\n',
    'memory/memory.failcnt': '3\n',
    'memory/memory.oom_control': V1['memory/memory.oom_control'],
  })
  expect(readMemoryAtEnd(v1Paths())).toEqual({ limit: null, peak: 4096, refused: 3, oomKills: 1 })
  expect(readMemoryAtEnd({ '': join(root, 'gone') })).toBe(null)
  expect(readMemoryAtEnd({})).toBe(null)
})
