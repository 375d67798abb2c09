import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cgroupPids } from '../../../electron/engine/runtime/cgroup.ts'
import { recordCommands } from '../../../electron/engine/runtime/run.ts'
import { readRuntimeState } from '../../../electron/engine/runtime/state-file.ts'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { CommandRun } from '../../../shared/model.ts'
import { unless, withoutRoot } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { newerRunc } from './newer-runc.ts'
import { Sandbox, type TestContainer } from './sandbox.ts'

const system = await which('runc')
const newer = await newerRunc()
const runcs: Array<[name: string, path: string, why: string]> = [
  ['the system’s runc', system ?? '', system ? withoutRoot : 'lacks runc'],
  ['a newer runc', newer.path, newer.why],
]

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await Sandbox.make()
})
afterEach(async () => {
  expect(await sandbox.clear()).toEqual([])
})

describe.each(runcs)('the state read from files is what %s says', (_name, path, why) => {
  /** Compares the two, and gives the status. Reading must start no program. */
  async function agreed(c: TestContainer): Promise<string | undefined> {
    const commands: CommandRun[] = []
    const read = await recordCommands(commands, () => readRuntimeState(sandbox.root, c.id))
    expect(commands).toEqual([])
    const said = await c.runc.state(c.id)
    const { status, pid, bundle, created, rootfs } = said
    // runc tells no pid of a stopped one.
    expect(read).toMatchObject({ status, bundle, created, rootfs, ...(pid && { pid }) })
    return read?.status
  }

  test('through a whole life', unless(why), async () => {
    const c = sandbox.container('s', { runc: sandbox.runc(path) })
    expect(await readRuntimeState(sandbox.root, 's')).toBeNull()
    const pid = await c.create()
    expect(await agreed(c)).toBe('created')
    await c.runc.start('s')
    expect(await agreed(c)).toBe('running')
    const state = await readRuntimeState(sandbox.root, 's')
    expect(await cgroupPids(state?.cgroupPaths ?? {})).toEqual([pid])
    await c.runc.pause('s')
    expect(await agreed(c)).toBe('paused')
    await c.runc.resume('s')
    expect(await agreed(c)).toBe('running')
    await c.runc.kill('s', 9)
    await c.exitCode()
    expect(await agreed(c)).toBe('stopped')
    await c.runc.delete('s')
    expect(await readRuntimeState(sandbox.root, 's')).toBeNull()
  })

  test('a created one that is paused reads paused', unless(why), async () => {
    const c = sandbox.container('cp', { runc: sandbox.runc(path) })
    await c.create()
    await c.runc.pause('cp')
    expect(await agreed(c)).toBe('paused')
  })
})

describe('a state.json of another form', unless(withoutRoot), () => {
  test('runc is asked; without one that is said', async () => {
    const c = await sandbox.running('odd')
    const known = await readRuntimeState(sandbox.root, 'odd')
    const file = join(sandbox.root, 'odd/state.json')
    const text = readFileSync(file, 'utf8')
    // A form that no runc writes: `runc state` still reads what it needs of it.
    writeFileSync(file, text.replace('"cgroup_paths":{', '"cgroup_paths":{"odd":1,'))
    await expect(readRuntimeState(sandbox.root, 'odd')).rejects.toMatchObject({
      code: 'unsupported',
    })
    writeFileSync(file, text.replace('"created":"', '"createdAt":"'))
    const asked = await readRuntimeState(sandbox.root, 'odd', c.runc)
    const { created: _created, ...rest } = known ?? {}
    expect(asked).toMatchObject(rest)
    writeFileSync(file, text)
  })

  test('a pid that another process has now is not the container', async () => {
    await sandbox.running('reused')
    const file = join(sandbox.root, 'reused/state.json')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace(/"init_process_start":\d+/, '"init_process_start":1'))
    expect((await readRuntimeState(sandbox.root, 'reused'))?.status).toBe('stopped')
    writeFileSync(file, text)
  })

  test('an init that has ended while its parent has not looked is stopped', async () => {
    const c = await sandbox.running('z', { args: ['true'] })
    await until(
      async () => (await readRuntimeState(sandbox.root, 'z'))?.status === 'stopped',
      'the end',
    )
    expect((await c.runc.state('z')).status).toBe('stopped')
  })
})
