import { describe, expect, test } from 'vitest'
import type { defaultSpec } from '../../../../electron/engine/bundle/defaults.ts'
import type { CgroupFigure } from '../../../../shared/model.ts'
import { differences, told } from '../../../support/told.ts'

describe('limits of a cgroup', () => {
  const figure = (what: CgroupFigure['what'], limit: number | string | null): CgroupFigure => ({
    what,
    unit: 'count',
    now: null,
    limit,
    files: [],
  })
  const limits = (version: 'v1' | 'v2', ...figures: CgroupFigure[]) => ({ version, figures })
  const resources = {
    memory: { limit: 10_000, swap: 30_000 },
    cpu: { quota: 50_000, shares: 512, cpus: '1,0' },
    pids: { limit: 50 },
  }
  const limited = ({ linux }: ReturnType<typeof defaultSpec>) =>
    Object.assign(linux ?? {}, { resources })

  test('hold as v1 and v2 keep them: whole pages, swap with memory or apart, shares as weight', async () => {
    const v1 = limits(
      'v1',
      figure('memory', 8192),
      figure('memory and swap', 28_672),
      figure('cpus at once', 0.5),
      figure('cpu shares', 512),
      figure('cpus', '0-1'),
      figure('processes', 50),
    )
    expect(await differences(told({ limits: v1 }), limited)).toEqual([])
    const v2 = limits(
      'v2',
      figure('memory', 8192),
      // 20,000 bytes beyond the memory.
      figure('swap', 16_384),
      figure('cpus at once', 0.5),
      figure('cpu weight', 20),
      figure('cpus', '0-1'),
      figure('processes', 50),
    )
    expect(await differences(told({ limits: v2 }), limited)).toEqual([])
    // As runc 1.4 translates them; 1024 are 100 to it.
    const later = v2.figures.map((one) => (one.what === 'cpu weight' ? { ...one, limit: 59 } : one))
    expect(await differences(told({ limits: limits('v2', ...later) }), limited)).toEqual([])
    const usual = ({ linux }: ReturnType<typeof defaultSpec>) =>
      Object.assign(linux ?? {}, { resources: { cpu: { shares: 1024 } } })
    const weighs = (weight: number) =>
      differences(told({ limits: limits('v2', figure('cpu weight', weight)) }), usual)
    expect([await weighs(39), await weighs(100), await weighs(40)]).toEqual([
      [],
      [],
      ['Its weight among others for the CPU: 40; config.json asks for 100.'],
    ])
  })

  test('that are others, are none, or cannot be there', async () => {
    const is = limits(
      'v1',
      figure('memory', null),
      figure('cpus at once', 0.25),
      figure('processes', 5),
    )
    expect(await differences(told({ limits: is }), limited)).toEqual([
      'Memory: no limit; config.json asks for at most 8192 bytes.',
      'Nothing limits memory and swap together: config.json asks for at most 28672 bytes.',
      'Processes: at most 5; config.json asks for at most 50.',
      'CPU time: at most 0.25 CPUs; config.json asks for at most 0.5 CPUs.',
      'Nothing limits its shares of the CPU: config.json asks for 512.',
      'Nothing limits the CPUs it may use: config.json asks for 1,0.',
    ])
  })

  test('are not those of a process that was put elsewhere', async () => {
    const cgroupPaths = { memory: '/m/c/below', pids: '/p/else', '': '/u/c' }
    const asked = { memory: '/m/c', pids: '/p/c', '': '/u/c', freezer: '/f/c' }
    const inCgroup = ({ linux }: ReturnType<typeof defaultSpec>) =>
      Object.assign(linux ?? {}, { cgroupsPath: '/c' })
    // Without a path, runc may have gone without.
    expect(await differences(told({ cgroupPaths }), () => {}, asked)).toEqual([])
    expect(await differences(told({ cgroupPaths }), inCgroup, asked)).toEqual([
      'It is in another cgroup than its container, for pids: limits there are not its own.',
    ])
  })
})
