import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { type CgroupPaths, cgroupVersion } from '../../electron/engine/runtime/cgroup.ts'

/** A v2 machine that is only shown (build/test/in-cgroup2.mjs) has cgroups, but not the controllers that limit them. */
export const hasLimits =
  cgroupVersion() === 'v1' ||
  ['cpu', 'memory', 'pids'].every((name) =>
    readFileSync('/sys/fs/cgroup/cgroup.controllers', 'utf8').split(/\s/).includes(name),
  )

/**
 * A test of limits or OOM kills on the machine's own cgroups. Where they have none, test/integration/engine/limits.test.ts
 * stands in its place, on recorded v2 trees.
 */
export const testWithLimits = hasLimits ? test : (((): void => {}) as unknown as typeof test)

/** A container's limits as the kernel has them in its files, v1 or v2; null for none. Memory in bytes. */
export function limitsIn(paths: CgroupPaths) {
  const read = (controller: string, file: string) =>
    readFileSync(join(paths[controller] ?? paths[''] ?? '', file), 'utf8').trim()
  const number = (text: string) =>
    /^\d+$/.test(text) && Number(text) < 2 ** 60 ? Number(text) : null
  const share = (quota: number | null, period: string) => quota && quota / Number(period)
  if (paths.memory === undefined) {
    const [quota = '', period = ''] = read('', 'cpu.max').split(' ')
    return {
      memory: number(read('', 'memory.max')),
      cpus: share(number(quota), period),
      pids: number(read('', 'pids.max')),
    }
  }
  return {
    memory: number(read('memory', 'memory.limit_in_bytes')),
    cpus: share(number(read('cpu', 'cpu.cfs_quota_us')), read('cpu', 'cpu.cfs_period_us')),
    pids: number(read('pids', 'pids.max')),
  }
}
