import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type CgroupPaths,
  cgroupPathsOf,
  cgroupPathsOfProcess,
  cgroupPids,
  readStats,
  removeCgroup,
  signalCgroup,
} from '../../../electron/engine/runtime/cgroup.ts'
import { readRuntimeState } from '../../../electron/engine/runtime/state-file.ts'
import { hasLimits, testWithLimits } from '../../support/limits.ts'
import { unless, withoutRoot } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Sandbox } from './sandbox.ts'

const MiB = 1024 * 1024

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await Sandbox.make()
})
afterEach(async () => {
  expect(await sandbox.clear()).toEqual([])
})

async function pathsOf(id: string): Promise<CgroupPaths> {
  return (await readRuntimeState(sandbox.root, id))?.cgroupPaths ?? {}
}

describe('cgroups of a container', unless(withoutRoot), () => {
  test('its folders, by runc, by config and by process, are the same', async () => {
    const c = sandbox.container('p')
    const pid = await c.create()
    const byRunc = await pathsOf('p')
    expect(await cgroupPathsOfProcess(pid)).toEqual(byRunc)
    const byConfig = Object.values(await cgroupPathsOf(c.cgroupsPath))
    expect(byConfig).toEqual(expect.arrayContaining(Object.values(byRunc)))
    expect(Object.values(byRunc).every((folder) => existsSync(folder))).toBe(true)
  })

  test('all processes are found and signalled', async () => {
    const c = await sandbox.running('all', {
      args: ['sh', '-c', 'trap "" TERM; sleep 1000 & sleep 1001 & wait; wait; sleep 1002; true'],
    })
    const paths = await pathsOf('all')
    await until(async () => (await cgroupPids(paths)).length === 3, 'three processes')
    // The others may go with the init, before their own signal is sent.
    expect((await signalCgroup(paths, 9)).length).toBeGreaterThanOrEqual(1)
    expect(await c.exitCode()).toBe(137)
    await until(async () => (await cgroupPids(paths)).length === 0, 'their end')
    expect(await signalCgroup(paths, 9)).toEqual([])
  })

  test('a signal reaches each process once', async () => {
    const c = await sandbox.running('term', {
      args: ['sh', '-c', 'trap "echo caught" TERM; echo ready; while true; do sleep 0.1; done'],
    })
    const paths = await pathsOf('term')
    await until(() => c.output().includes('ready'), 'the trap to be set')
    expect((await signalCgroup(paths, 15)).length).toBeGreaterThanOrEqual(1)
    await until(() => c.output().includes('caught'), 'the trap to strike')
    expect(c.output().match(/caught/g)).toHaveLength(1)
  })

  test('those that fork while they are killed are killed too', async () => {
    await sandbox.running('forks', {
      args: ['sh', '-c', 'while true; do sleep 5 & sleep 0.01; done'],
      limits: hasLimits ? { pids: { limit: 200 } } : {},
    })
    const paths = await pathsOf('forks')
    await until(async () => (await cgroupPids(paths)).length > 20, 'twenty processes')
    await signalCgroup(paths, 9)
    await until(async () => (await cgroupPids(paths)).length === 0, 'an empty cgroup')
  })

  test('figures: memory and time in use, processes; no program is started for them', async () => {
    const c = await sandbox.running('f', {
      args: ['sh', '-c', 'i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; sleep 1000; true'],
      limits: hasLimits ? { memory: { limit: 64 * MiB }, pids: { limit: 50 } } : {},
    })
    const paths = await pathsOf('f')
    await until(async () => (await cgroupPids(paths)).length > 1, 'the sleep')
    const stats = readStats(paths)
    if (!hasLimits) {
      // For the others there are recorded trees.
      expect(stats.cpuUsec).toBeGreaterThan(0)
      return
    }
    expect(stats.cpuUsec).toBeGreaterThan(1000)
    expect(stats.memory).toBeGreaterThan(0)
    expect(stats.memory).toBeLessThan(64 * MiB)
    expect(stats).toMatchObject({
      memoryLimit: 64 * MiB,
      pids: 2,
      pidsLimit: 50,
      oomKills: 0,
      ioRead: expect.any(Number),
      ioWrite: expect.any(Number),
    })
    await c.runc.kill('f', 9)
  })

  testWithLimits('no limit reads as none', async () => {
    await sandbox.running('free')
    expect(readStats(await pathsOf('free'))).toMatchObject({
      memoryLimit: null,
      pidsLimit: null,
    })
  })

  testWithLimits('an OOM kill is counted', async () => {
    const c = await sandbox.running('oom', {
      args: ['sh', '-c', 'tail /dev/zero; sleep 1000'],
      limits: { memory: { limit: 16 * MiB, swap: 16 * MiB } },
    })
    const paths = await pathsOf('oom')
    await until(async () => (readStats(paths).oomKills ?? 0) > 0, 'an OOM kill')
    // conmon hears of it from the kernel as we do, and writes after.
    await until(() => existsSync(c.path('persist/oom')), 'conmon’s word of it')
  })

  test('a cgroup is removed as soon as its processes have ended', async () => {
    const c = await sandbox.running('gone')
    const paths = await cgroupPathsOf(c.cgroupsPath)
    await signalCgroup(paths, 9)
    await removeCgroup(paths)
    expect(Object.values(paths).filter((folder) => existsSync(folder))).toEqual([])
  })
})
