import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cgroupPathsOf } from '../../../electron/engine/runtime/cgroup.ts'
import { processStartTime } from '../../../electron/engine/runtime/proc.ts'
import { recordCommands } from '../../../electron/engine/runtime/run.ts'
import { Runc } from '../../../electron/engine/runtime/runc.ts'
import type { CommandRun } from '../../../shared/model.ts'
import { limitsIn, testWithLimits } from '../../support/limits.ts'
import { unless, withoutRoot } from '../../support/unless.ts'
import { Sandbox } from './sandbox.ts'

const MiB = 1024 * 1024

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await Sandbox.make()
})
afterEach(async () => {
  expect(await sandbox.clear()).toEqual([])
})

describe('runc', unless(withoutRoot), () => {
  test('a container goes through its life', async () => {
    const c = sandbox.container('life')
    const pid = await c.create()
    expect(await c.runc.state('life')).toMatchObject({ status: 'created', pid })
    await c.runc.start('life')
    expect((await c.runc.state('life')).status).toBe('running')
    await c.runc.pause('life')
    expect((await c.runc.state('life')).status).toBe('paused')
    await c.runc.resume('life')
    await c.runc.kill('life', 9)
    expect(await c.exitCode()).toBe(137)
    expect((await c.runc.state('life')).status).toBe('stopped')
    await c.runc.delete('life')
    await expect(c.runc.state('life')).rejects.toMatchObject({
      code: 'not-found',
      message: 'no such container: not found',
    })
  })

  test('every command is recorded as it was run, failures too', async () => {
    const c = await sandbox.running('told')
    const commands: CommandRun[] = []
    await recordCommands(commands, async () => {
      await c.runc.pause('told')
      await c.runc.resume('told')
      await c.runc.start('told').catch(() => {})
    })
    const tail = commands.map(({ argv, exitCode }) => [...argv.slice(-2), exitCode])
    expect(tail).toEqual([
      ['pause', 'told', 0],
      ['resume', 'told', 0],
      ['start', 'told', 1],
    ])
    expect(commands[0]?.argv).toEqual([
      c.runc.options.binary,
      ...['--root', sandbox.root, '--log', c.runc.options.log, '--log-format', 'json'],
      ...['pause', 'told'],
    ])
  })

  test('a failure is told in containerd’s words, with what runc logged', async () => {
    const c = await sandbox.running('twice')
    await expect(c.runc.start('twice')).rejects.toMatchObject({
      code: 'runtime-failed',
      message: 'OCI runtime start failed: cannot start an already running container',
      details: { exitCode: 1, said: 'cannot start an already running container' },
    })
    await expect(c.runc.pause('nobody')).rejects.toMatchObject({
      message: 'OCI runtime pause failed: container does not exist',
    })
  })

  test('an error of an earlier call is not shown for a later one', async () => {
    const c = sandbox.container('later')
    await c.create()
    await c.runc.start('nobody').catch(() => {})
    const logged = readFileSync(c.runc.options.log, 'utf8')
    await c.runc.start('later')
    const error = await c.runc.start('later').catch((error: Error) => error)
    expect(logged).toContain('does not exist')
    expect(String(error)).not.toContain('does not exist')
  })

  test('where runc cannot write its log, that is said beside what it printed', async () => {
    const options = { ...sandbox.runc().options, log: sandbox.path('missing/runc.log') }
    await expect(new Runc(options).start('x')).rejects.toMatchObject({
      message: expect.stringMatching(
        /^OCI runtime start failed: unable to retrieve OCI runtime error \(ENOENT.*\): /,
      ),
    })
  })

  test('kill: a finished process, an unknown container, a signal that is none', async () => {
    const c = await sandbox.running('k', { args: ['true'] })
    await c.exitCode()
    await expect(c.runc.kill('k', 15)).rejects.toMatchObject({
      code: 'not-found',
      message: 'process already finished: not found',
    })
    await expect(c.runc.kill('nobody', 15)).rejects.toMatchObject({
      code: 'not-found',
      message: 'no such container: not found',
    })
    const other = await sandbox.running('other')
    await expect(other.runc.kill('other', 99)).rejects.toMatchObject({
      code: 'runtime-failed',
      message: expect.stringMatching(/^unknown error after kill: /),
    })
  })

  test('delete: what runc no longer knows is deleted; what runs is not', async () => {
    const c = await sandbox.running('d')
    await c.runc.delete('nobody')
    await expect(c.runc.delete('d')).rejects.toMatchObject({
      message: expect.stringMatching(/^failed to delete task: cannot delete container d/),
    })
    await c.runc.delete('d', { force: true })
    expect(await c.exitCode()).toBe(137)
  })

  testWithLimits('update sets what is named and leaves the rest', async () => {
    const c = await sandbox.running('u', { limits: { pids: { limit: 40 } } })
    await c.runc.update('u', { memory: 64 * MiB, cpus: 0.5 })
    const paths = await cgroupPathsOf(c.cgroupsPath)
    expect(limitsIn(paths)).toEqual({ memory: 64 * MiB, cpus: 0.5, pids: 40 })
    await c.runc.update('u', { pids: 20 })
    expect(limitsIn(paths)).toEqual({ memory: 64 * MiB, cpus: 0.5, pids: 20 })
    await expect(c.runc.update('u', { memory: 4096 })).rejects.toMatchObject({
      message: expect.stringContaining('unable to set memory limit to 4096 (current usage'),
      details: { hint: expect.stringContaining('more than it uses now') },
    })
  })

  test('delete: a cgroup whose last process takes longer to go than runc waits, goes too', async () => {
    const c = await sandbox.running('late')
    const paths = await cgroupPathsOf(c.cgroupsPath)
    const folder = paths.freezer ?? paths[''] ?? ''
    const late = spawn('sleep', ['1'])
    writeFileSync(join(folder, 'cgroup.procs'), String(late.pid))
    await c.runc.kill('late', 9)
    await c.exitCode()
    await c.runc.delete('late')
    expect(processStartTime(late.pid ?? 0), 'runc gave up before it had ended').toBeNull()
    expect(Object.values(paths).filter(existsSync)).toEqual([])
  })

  test('update of nothing starts nothing', async () => {
    const commands: CommandRun[] = []
    await recordCommands(commands, () => sandbox.runc().update('nobody', {}))
    expect(commands).toEqual([])
  })

  test('a runc that is missing, and one that may not be run', async () => {
    await expect(sandbox.runc('/nonexistent/runc').start('x')).rejects.toMatchObject({
      code: 'unavailable',
      message: '/nonexistent/runc was not found',
    })
    const plain = sandbox.path('plain')
    writeFileSync(plain, 'no program', { mode: 0o600 })
    await expect(sandbox.runc(plain).start('x')).rejects.toMatchObject({
      code: 'permission-denied',
    })
  })
})
