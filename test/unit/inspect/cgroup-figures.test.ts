import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readFigures } from '../../../electron/engine/inspect/cgroup-figures.ts'
import { layTree, V2 } from '../../fixtures/recorded-cgroup2.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'inspect-'))
})
afterEach(() => rmSync(root, { recursive: true }))

describe('figures of a cgroup', () => {
  test('of v2', async () => {
    layTree(root, {
      ...V2,
      'memory.swap.max': 'max\n',
      'memory.swap.current': '0\n',
      'cpu.weight': '79\n',
      'cpuset.cpus': '\n',
      'cpuset.cpus.effective': '0-3\n',
    })
    const { version, figures } = await readFigures({ '': root })
    expect(version).toBe('v2')
    expect(figures.map(({ what, now, limit }) => [what, now, limit])).toEqual([
      ['memory', 20_971_520, 67_108_864],
      ['swap', 0, null],
      ['processes', 3, 50],
      ['cpu time', 1_234_567, null],
      ['cpus at once', null, 0.25],
      ['cpu weight', null, 79],
      ['cpus', '0-3', null],
    ])
  })

  test('of v1, unlimited; of a folder that is gone none', async () => {
    layTree(root, {
      'memory/memory.usage_in_bytes': '4096\n',
      'memory/memory.limit_in_bytes': '9223372036854771712\n',
      'cpu/cpu.cfs_quota_us': '-1\n',
      'cpu/cpu.cfs_period_us': '100000\n',
    })
    const paths = Object.fromEntries(
      ['memory', 'cpu', 'pids'].map((name) => [name, join(root, name)]),
    )
    const { version, figures } = await readFigures(paths)
    expect(version).toBe('v1')
    expect(figures.map(({ what, now, limit }) => [what, now, limit])).toEqual([
      ['memory', 4096, null],
      ['cpus at once', null, null],
    ])
  })
})
