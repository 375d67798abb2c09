import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRuntimeState } from '../../../electron/engine/runtime/state-file.ts'
import type { Checkpoint } from '../../../shared/model.ts'
import { limitsIn, testWithLimits } from '../../support/limits.ts'
import {
  failure,
  ref,
  script,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const SHELL: Wanted = { process: { terminal: true } }
const from = ({ id }: Checkpoint, rest: Wanted = {}): Wanted => ({
  source: { kind: 'checkpoint', checkpoint: id },
  ...rest,
})

describe('branches of a moment', unless(skipReason), () => {
  test('a program that asks for its host name all the time never reads the old one again', async () => {
    await engine.run('c', script('while :; do hostname >> /names; sleep 0.005; done'))
    await until(async () => names('c').includes('c\nc\nc'), 'some names')
    const moment = await engine.checkpoint('c', { exit: true })
    const before = names('c')
    await engine.run('d', from(moment, { hostname: 'other.host' }))
    await until(() => names('d').length > before.length + 50, 'more names')
    await engine.kill('d')
    await engine.ended('d')
    const after = names('d').slice(before.length).split('\n')
    expect(after.slice(1, -2).filter((name) => name !== 'other.host')).toEqual([])
    // Run again it has the name that it was given, and nothing keeps setting it.
    await engine.call('containers.rerun', ref('d'))
    const { config } = await engine.call('containers.config', ref('d'))
    expect(JSON.parse(config)).toMatchObject({ hostname: 'other.host' })
    expect(config).not.toContain('/proc/sys/kernel/hostname')
  })
  const names = (id: string) =>
    readFileSync(
      join(engine.place.folders.state, 'containers/default', id, 'rootfs/names'),
      'latin1',
    )

  testWithLimits('have the limits that they are given, and else those of then', async () => {
    await engine.run('c', { ...SHELL, limits: { pids: 20, memory: 2 ** 26 } })
    const moment = await engine.checkpoint('c')
    await engine.run('d', from(moment, { limits: { pids: 30, memory: 2 ** 27, cpus: 0.5 } }))
    await engine.run('e', from(moment))
    const limitsOf = async (id: string) =>
      limitsIn((await readRuntimeState(engine.place.root(), id))?.cgroupPaths ?? {})
    expect(await limitsOf('d')).toEqual({ pids: 30, memory: 2 ** 27, cpus: 0.5 })
    expect(await limitsOf('e')).toMatchObject({ pids: 20, memory: 2 ** 26 })
    expect((await engine.get('d')).limits).toEqual({ pids: 30, memory: 2 ** 27, cpus: 0.5 })
  })

  testWithLimits(
    'limits too small for what it is: refused in words, and nothing runs',
    async () => {
      await engine.run(
        'c',
        script(
          'A=$(head -c 30000000 /dev/zero | tr "\\\\0" x); sleep 1000 & sleep 1000 & while :; do sleep 1; done',
        ),
      )
      await until(async () => {
        const { memory, pids } = (await engine.figures('c')).figures
        return (memory.at(-1) ?? 0) > 28e6 && (pids.at(-1) ?? 0) > 3
      }, 'its memory and its processes')
      const moment = await engine.checkpoint('c')
      expect(
        await failure(engine.create('d', from(moment, { limits: { memory: 2 ** 23 } }))),
      ).toMatchObject({
        code: 'invalid-input',
        field: 'limits.memory',
        message: expect.stringMatching(
          /^“c #1” holds \d\d MiB of memory, more than the limit of 8 MiB$/,
        ),
      })
      await engine.create('d', from(moment, { limits: { pids: 2 } }))
      expect(await failure(engine.call('containers.start', ref('d')))).toMatchObject({
        code: 'restore-failed',
        message:
          'the restore failed: the limit of processes leaves no room for those that the checkpoint has',
      })
      expect(await engine.get('d')).toMatchObject({ state: 'createdFromCheckpoint', busy: null })
      await engine.call('containers.update', { ...ref('d'), limits: { pids: 20 } })
      await engine.call('containers.start', ref('d'))
    },
  )

  test('what CRIU cannot change is refused before anything is made', async () => {
    await engine.run('c', SHELL)
    await engine.run('h', { ...SHELL, network: 'host' })
    const [own, host] = [await engine.checkpoint('c'), await engine.checkpoint('h')]
    const refused = async (wanted: Wanted, field: string) =>
      expect(await failure(engine.create('d', wanted))).toMatchObject({
        code: 'invalid-input',
        field,
      })
    await refused(from(own, { network: 'host' }), 'network')
    await refused(from(host, { network: 'own' }), 'network')
    await refused(from(own, { process: { args: ['sh'] } }), 'process')
    await refused(from(own, { hostname: 'not a name' }), 'hostname')
    expect((await engine.containers()).map(({ id }) => id).sort()).toEqual(['c', 'h'])
  })
})
