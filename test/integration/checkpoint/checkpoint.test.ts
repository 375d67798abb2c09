import { access, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { swapRootfs } from '../../../electron/engine/checkpoint/rootfs-swap.ts'
import { run } from '../../../electron/engine/runtime/run.ts'
import { ASKED_SHELL, ask, containerOf, eventually, Rig, said, skipReason } from './rig.ts'

let rig: Rig
beforeEach(async () => {
  rig = await Rig.open()
})
afterEach(() => rig.close())

describe.skipIf(skipReason)(`a checkpoint ${skipReason && `(skipped: ${skipReason})`}`, () => {
  test('leaves it running; restored into two more that run beside it, memory and files are of that moment', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    await writeFile(join(source.prepared.rootfs, 'note'), 'then')
    const checkpoint = await rig.take(source, { name: 'first light' })
    expect(await rig.status(source)).toBe('running')
    await writeFile(join(source.prepared.rootfs, 'note'), 'later')

    expect(checkpoint).toMatchObject({ name: 'first light', restorable: true, terminal: false })
    expect(checkpoint.size).toBeGreaterThan(100_000)
    expect(checkpoint.frozenMs).toBeGreaterThan(1)
    expect(rig.store.list()).toEqual([checkpoint])

    const first = await rig.fromCheckpoint(checkpoint)
    const second = await rig.fromCheckpoint(checkpoint)
    expect(await ask(first)).toBe(x)
    expect(await ask(second)).toBe(x)
    expect(await ask(source)).toBe(x)
    expect(await readFile(join(first.prepared.rootfs, 'note'), 'utf8')).toBe('then')
    expect(new Set([source.pid, first.pid, second.pid]).size).toBe(3)
  })

  test('the loopback of a restored private network is up', async () => {
    const source = await rig.shell(ASKED_SHELL)
    await said(source, 'first')
    const copy = await rig.fromCheckpoint(await rig.take(source))
    const link = ['nsenter', '-t', String(copy.pid), '-n', 'ip', 'link', 'show', 'lo'] as const
    expect((await run(link)).stdout).toMatch(/<LOOPBACK,UP/)
  })

  test('ends it with exit, and it becomes that again in place', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    const checkpoint = await rig.take(source, { exit: true })
    await eventually(async () => (await rig.status(source)) !== 'running')
    expect(checkpoint.frozenMs).toBeGreaterThan(1)
    await writeFile(join(source.prepared.rootfs, 'rubbish'), 'later')

    const swap = await swapRootfs(source.prepared.rootfs, checkpoint.rootfs ?? '')
    await rig.restoreInPlace(source, checkpoint)
    await swap.keep()
    expect(await ask(source)).toBe(x)
    await expect(access(join(source.prepared.rootfs, 'rubbish'))).rejects.toThrow()
  })

  test('a paused one stays paused', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    await source.runc.pause(source.id)
    const checkpoint = await rig.take(
      source,
      {},
      { container: { ...containerOf(source), state: 'paused' } },
    )
    expect(await rig.status(source)).toBe('paused')
    const copy = await rig.fromCheckpoint(checkpoint)
    expect(await ask(copy)).toBe(x)
  })
})
