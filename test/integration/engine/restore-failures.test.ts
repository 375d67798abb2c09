import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../../shared/model.ts'
import { askShell } from '../../support/ask.ts'
import { from, restoreIn } from '../../support/from-moment.ts'
import { failure, ref, skipReason, TestEngine, type Wanted } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const SHELL: Wanted = { process: { terminal: true } }
const restore = (id: string, checkpoint: Checkpoint) => restoreIn(engine, id, checkpoint)
const ask = (id: string, command: string) => askShell(engine, id, command)

describe('a checkpoint', unless(skipReason), () => {
  test('is restored over nothing that lives', async () => {
    await engine.run('c', SHELL)
    const checkpoint = await engine.checkpoint('c')
    expect(await failure(restore('c', checkpoint))).toMatchObject({
      code: 'failed-precondition',
      message: 'cannot restore over a running container',
    })
    expect((await engine.get('c')).state).toBe('running')
  })

  test('a failing restore in place says why, and leaves it ended, as it was, to be tried again', async () => {
    await engine.run('c', SHELL)
    await ask('c', 'echo 1 > /file; exec 7</file; X=kept')
    const checkpoint = await engine.checkpoint('c', { exit: true })
    const before = await engine.ended('c')
    // CRIU compares the size of every open file.
    const file = join(checkpoint.rootfs ?? '', 'file')
    writeFileSync(file, 'longer than it was')
    writeFileSync(join(before.rootfs, 'mark'), 'mine')
    const error = await failure(restore('c', checkpoint))
    expect(error).toMatchObject({
      code: 'restore-failed',
      message: 'the restore failed: /file has changed since the checkpoint (size 18, then 2)',
    })
    expect(error.command?.join(' ')).toContain('--restore')
    expect(error.excerpt?.path).toContain('restore.log')
    const { text } = await engine.call('logs.read', { path: error.excerpt?.path ?? '' })
    expect(text).toContain('bad size')
    const kept = async () => (await engine.call('engine.snapshot', {})).checkpoints[0]?.restoreLog
    await until(async () => Boolean(await kept()), 'the log of the restore to be kept')
    const log = await engine.call('logs.read', { path: (await kept()) ?? '' })
    expect(log.text).toBe(text)
    const after = await engine.get('c')
    expect(after).toMatchObject({ state: 'stopped', exit: before.exit, busy: null })
    expect(readFileSync(join(after.rootfs, 'mark'), 'utf8')).toBe('mine')
    expect(engine.place.monitors()).toEqual([])

    writeFileSync(file, '1\n')
    await restore('c', checkpoint)
    expect(await ask('c', 'echo $X')).toBe('kept')
  })

  test('a failing start of a new container from it can be repeated or deleted', async () => {
    await engine.run('c', SHELL)
    await ask('c', 'echo 1 > /file; exec 7</file; X=kept')
    const checkpoint = await engine.checkpoint('c')
    for (const id of ['d', 'e']) {
      const { rootfs } = await engine.create(id, from(checkpoint))
      writeFileSync(join(rootfs, 'file'), 'longer than it was')
      const error = await failure(engine.call('containers.start', ref(id)))
      expect(error.code).toBe('restore-failed')
      expect(await engine.get(id)).toMatchObject({ state: 'createdFromCheckpoint', busy: null })
    }
    await engine.call('containers.delete', ref('d'))
    const { rootfs } = await engine.get('e')
    writeFileSync(join(rootfs, 'file'), '1\n')
    await engine.call('containers.start', ref('e'))
    expect(await ask('e', 'echo $X')).toBe('kept')
  })
})
