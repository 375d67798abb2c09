import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  cgroupPathsOf,
  cgroupPids,
  cgroupVersion,
  removeCgroup,
} from '../../../electron/engine/runtime/cgroup.ts'
import { criuCheck, criuFeature, criuVersion } from '../../../electron/engine/runtime/criu.ts'
import { loopbackUp } from '../../../electron/engine/runtime/nsenter.ts'
import { descendantsOf, sendSignal } from '../../../electron/engine/runtime/proc.ts'
import type { CheckpointArgs, RestoreArgs } from '../../../electron/engine/runtime/runc.ts'
import { readRuntimeState } from '../../../electron/engine/runtime/state-file.ts'
import { findPrograms } from '../../../electron/engine/runtime/tools.ts'
import { unless, withoutRoot } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { newerRunc } from './newer-runc.ts'
import { Sandbox, type TestContainer } from './sandbox.ts'

const { criu } = await findPrograms('/nonexistent')
const skipReason = withoutRoot || (criu ? '' : 'lacks criu')
const newer = await newerRunc()

const counting = ['sh', '-c', 'i=0; while true; do i=$((i+1)); echo $i; sleep 0.05; done']
const plain = {
  tcpEstablished: false,
  extUnixSk: false,
  shellJob: false,
  fileLocks: false,
  emptyNs: [],
}

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await Sandbox.make()
})
afterEach(async () => {
  expect(await sandbox.clear()).toEqual([])
})

function checkpointIn(name: string, change: Partial<CheckpointArgs> = {}): CheckpointArgs {
  const [imagePath, workPath] = [sandbox.path(name, 'images'), sandbox.path(name, 'work')]
  for (const folder of [imagePath, workPath]) mkdirSync(folder, { recursive: true })
  return {
    ...plain,
    settings: [],
    imagePath,
    workPath,
    leaveRunning: true,
    preDump: false,
    ...change,
  }
}

function restoreOf({ imagePath }: CheckpointArgs, name: string, change: Partial<RestoreArgs> = {}) {
  const workPath = sandbox.path(`${name}-restore`)
  mkdirSync(workPath)
  return { imagePath, options: { ...plain, workPath, noPivot: false, ...change } }
}

const lastNumber = (c: TestContainer) => Number(c.output().trim().split('\n').at(-1))

describe('checkpoint and restore', unless(skipReason), () => {
  test.for([
    ['the system’s runc', undefined, ''],
    ['a newer runc', newer.path, newer.why],
  ] as const)(
    'with %s: it runs on, and restores into two that run beside it',
    async ([_name, path, why], { skip }) => {
      if (why) skip(why)
      const runc = sandbox.runc(path)
      const c = await sandbox.running('src', { args: counting, runc })
      await until(() => lastNumber(c) > 2, 'numbers')
      const taken = checkpointIn('cp')
      await runc.checkpoint('src', taken)
      const at = lastNumber(c)
      for (const id of ['one', 'two']) {
        const copy = sandbox.container(id, { args: counting, runc })
        await copy.create({ restore: restoreOf(taken, id) })
        await until(() => lastNumber(copy) > at, 'the count to go on')
        // It goes on where it was, not from the beginning.
        expect(Number(copy.output().split('\n')[0])).toBeGreaterThan(2)
        const state = await readRuntimeState(sandbox.root, id)
        expect(await cgroupPids(state?.cgroupPaths ?? {})).toContain(state?.pid)
      }
      expect((await runc.state('src')).status).toBe('running')
    },
  )

  test('one that ends the container', async () => {
    const c = await sandbox.running('end', { args: counting })
    await c.runc.checkpoint('end', checkpointIn('cp', { leaveRunning: false }))
    expect(await c.exitCode()).toBe(137)
    await c.runc.delete('end')
  })

  test('a failure names the checkpoint, and CRIU’s log is in the work folder', async () => {
    const c = await sandbox.running('bad', { args: counting })
    const taken = checkpointIn('cp', { preDump: true, leaveRunning: true })
    if (await criuFeature(criu ?? '', 'mem_dirty_track')) return c.runc.checkpoint('bad', taken)
    await expect(c.runc.checkpoint('bad', taken)).rejects.toMatchObject({
      code: 'checkpoint-failed',
      message: expect.stringMatching(/^OCI runtime checkpoint failed: /),
    })
    expect((await c.runc.state('bad')).status).toBe('running')
  })

  test('a restore that fails leaves nothing, and the id free', async () => {
    const c = await sandbox.running('src', { args: counting })
    const taken = checkpointIn('cp')
    await c.runc.checkpoint('src', taken)
    const copy = sandbox.container('copy', { args: counting, rootfs: sandbox.path('empty') })
    mkdirSync(sandbox.path('empty'))
    const restore = restoreOf(taken, 'copy')
    await expect(copy.create({ restore })).rejects.toMatchObject({
      code: 'restore-failed',
      message: expect.stringMatching(/^OCI runtime restore failed: /),
    })
    expect(existsSync(`${restore.options.workPath}/restore.log`)).toBe(true)
    await expect(copy.runc.state('copy')).rejects.toMatchObject({ code: 'not-found' })
    await c.runc.delete('src', { force: true })
    expect(await sandbox.leftRunning()).toEqual([])
  })

  test('one that is cancelled lets CRIU finish and leaves the container running as before', async () => {
    const c = await sandbox.running('big', {
      args: [
        'sh',
        '-c',
        `dd if=/dev/zero of=/dev/shm/big bs=1M count=48 2>/dev/null; ${counting[2]}`,
      ],
    })
    await until(() => lastNumber(c) > 1, 'numbers')
    for (const ms of [1, 50, 100, 150]) {
      const signal = AbortSignal.timeout(ms)
      const taken = c.runc.checkpoint('big', checkpointIn(`cp${ms}`), { signal })
      await expect(taken).rejects.toMatchObject({ code: 'cancelled' })
      expect((await c.runc.state('big')).status).toBe('running')
      const before = lastNumber(c)
      await until(() => lastNumber(c) > before, `it to run on after ${ms} ms`)
    }
  })

  test('one that ends the container is kept although it is cancelled', async () => {
    const c = await sandbox.running('kept', { args: counting })
    const taken = checkpointIn('cp', { leaveRunning: false })
    await c.runc.checkpoint('kept', taken, { signal: AbortSignal.timeout(50) })
    expect(await c.exitCode()).toBe(137)
    const copy = sandbox.container('copy', { args: counting })
    expect(await copy.create({ restore: restoreOf(taken, 'copy') })).toBeGreaterThan(1)
  })

  test('where CRIU is killed while it holds the container frozen, that is thawed', async () => {
    // Many processes: the more there are, the longer CRIU needs to seize them.
    const many = [
      'sh',
      '-c',
      'i=0; while [ $i -lt 100 ]; do sleep 1000 & i=$((i+1)); done; echo up; wait',
    ]
    const c = await sandbox.running('cut', { args: many })
    await until(() => c.output().includes('up'), 'a hundred processes')
    const status = async () => (await readRuntimeState(sandbox.root, 'cut'))?.status
    // CRIU holds them frozen for some milliseconds only: looked for until once met.
    for (let attempt = 0; attempt < 20; attempt++) {
      let over = false
      const taken = c.runc.checkpoint('cut', checkpointIn(`cp${attempt}`))
      const outcome = taken.then(
        () => 'finished',
        (error: { code: string }) => error.code,
      )
      void outcome.then(() => {
        over = true
      })
      while (!over && (await status()) !== 'paused') await nextTurn()
      for (const pid of descendantsOf(process.pid)) sendSignal(pid, 'SIGKILL')
      const met = (await outcome) === 'checkpoint-failed'
      expect(await status()).toBe('running')
      if (met) return
    }
    throw new Error('CRIU was never met holding the container frozen')
  })

  test('a restore that is cancelled leaves nothing', async () => {
    const c = await sandbox.running('src', { args: counting })
    const taken = checkpointIn('cp', { leaveRunning: false })
    await c.runc.checkpoint('src', taken)
    await c.exitCode()
    for (const ms of [20, 40, 60, 80, 100, 120, 140, 160, 200]) {
      const id = `copy${ms}`
      const copy = sandbox.container(id, { args: counting })
      const restore = restoreOf(taken, id)
      const create = copy.create({ restore }, { signal: AbortSignal.timeout(ms) })
      const failure = await create.then(
        () => copy.runc.delete(id, { force: true }),
        (error: { code: string }) => error.code,
      )
      expect([undefined, 'cancelled']).toContain(failure)
      // On v2 a runc before 1.2 makes the source's cgroup anew.
      await removeCgroup(await cgroupPathsOf(c.cgroupsPath))
      expect(await sandbox.leftRunning()).toEqual([])
      expect(existsSync(`${sandbox.rootfs}/bin/busybox`)).toBe(true)
    }
  })

  test('the loopback of a restored network can be brought up', async () => {
    const looking = ['sh', '-c', 'while true; do ifconfig lo; sleep 0.1; done']
    const c = await sandbox.running('net', { args: looking })
    await until(() => c.output().includes('UP LOOPBACK'), 'the loopback of a fresh network')
    const taken = checkpointIn('cp')
    await c.runc.checkpoint('net', taken)
    const copy = sandbox.container('copy', { args: looking })
    const pid = await copy.create({ restore: restoreOf(taken, 'copy') })
    await loopbackUp(pid)
    const loopbackOf = () => copy.output().split('Link encap').at(-2) ?? ''
    await until(() => loopbackOf().includes('UP LOOPBACK'), 'the loopback')
  })

  test('what CRIU says of itself', async () => {
    expect(await criuVersion(criu ?? '')).toMatch(/^\d+\.\d+/)
    expect((await criuCheck(criu ?? '')).said).not.toBe('')
    expect(await criuFeature(criu ?? '', 'no_such_feature')).toBe(false)
  })
})

test('the cgroup version is what is mounted', unless(withoutRoot), () => {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
  const pure = / \/sys\/fs\/cgroup .* - cgroup2 /.test(mounts)
  expect(cgroupVersion()).toBe(pure ? 'v2' : 'v1')
})
