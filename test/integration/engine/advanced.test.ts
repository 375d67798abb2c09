import { existsSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  failure,
  IDLE,
  names,
  ref,
  runc,
  script,
  skipReason,
  TestEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

/** Every command line that was run for a container. */
const commands = async (id: string): Promise<string[][]> =>
  (await engine.journal(id)).flatMap(({ commands }) => commands.map(({ argv }) => argv))

const monitorOf = async (id: string) =>
  (await commands(id)).find(([program]) => program?.endsWith('conmon')) ?? []

const isSystemd = existsSync('/run/systemd/system')

describe('every advanced option reaches the command line', unless(skipReason), () => {
  test('the runc binary, the runtime root, no-pivot, no-new-keyring', async () => {
    const binary = engine.place.path('other-runc')
    symlinkSync(runc, binary)
    const root = engine.place.path('other-root')
    await mkdir(root)
    const runtime = { binary, root, noPivot: true, noNewKeyring: true }
    const made = await engine.create('c', { ...IDLE, runtime })
    expect(made.runtimeRoot).toBe(join(root, 'default'))
    const conmon = await monitorOf('c')
    expect(conmon.slice(conmon.indexOf('-r'), conmon.indexOf('-r') + 2)).toEqual(['-r', binary])
    expect(conmon).toContain('--no-pivot')
    expect(conmon).toContain('--no-new-keyring')
    expect(conmon).toContain('--runtime-arg=--root')
    expect(conmon).toContain(`--runtime-arg=${join(root, 'default')}`)
    expect(existsSync(join(root, 'default/c/state.json'))).toBe(true)
    await engine.call('containers.start', ref('c'))
    expect(await commands('c')).toContainEqual(
      expect.arrayContaining([binary, '--root', join(root, 'default'), 'start', 'c']),
    )
    await engine.restart()
    expect((await engine.get('c')).state).toBe('running')
  })

  test('a log of a chosen size: the last of the output is in it, and all of it on the screen', async () => {
    const logSizeMax = 100_000
    const bounded = script('read go; seq 1 60000; read go; seq 60001 90000; sleep 1000', {
      stdin: 'open',
    })
    await engine.create('c', { ...bounded, runtime: { logSizeMax } })
    const conmon = await monitorOf('c')
    expect(conmon.slice(conmon.indexOf('--log-size-max')).slice(0, 2)).toEqual([
      '--log-size-max',
      String(logSizeMax),
    ])
    await engine.call('containers.start', ref('c'))
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    // What came before it looked on it would get as a screen, not as it was written.
    viewer.type('go\n')
    await viewer.shows('\n60000\n')
    viewer.type('go\n')
    await viewer.shows('\n90000\n')
    // Where the snapshot ended the first of them is cut.
    const live = [...viewer.bySource.stdout.matchAll(/(\d+)\n/g)].map(([, n]) => Number(n))
    const numbers = live.slice(1)
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at))
    viewer.close()
    const log = join(engine.place.folders.state, 'containers/default/c/console.log')
    expect(statSync(log).size).toBeLessThanOrEqual(logSizeMax)

    await engine.restart()
    const after = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    await after.shows('90000\r\n')
    const kept = [...after.snapshot.matchAll(/(\d+)\r\n/g)].map(([, n]) => Number(n))
    const first = 90_001 - kept.length
    expect(kept).toEqual(kept.map((_, at) => first + at))
    after.close()
    const exec = await engine.exec('c', 'true')
    await engine.execEnded('c', exec.id)
    expect((await commands('c')).at(-1)).toContain('--log-size-max')
  })

  test('systemd’s cgroups', async ({ skip }) => {
    if (isSystemd) skip('systemd runs here: the create would succeed')
    const error = await failure(engine.create('c', { ...IDLE, runtime: { systemdCgroup: true } }))
    expect(error.code).toBe('runtime-failed')
    expect(error.message).toMatch(/^OCI runtime create failed: .*systemd/)
    expect(error.command).toContain('--runtime-arg=--systemd-cgroup')
    expect(await engine.containers()).toEqual([])
    expect(names(join(engine.place.folders.state, 'containers/default'))).toEqual([])
  })

  test('criu and its work folder, at the checkpoint and at the restore', async () => {
    const { preflight } = await engine.call('engine.snapshot', {})
    const found =
      preflight?.tools.criu.path ?? (await engine.call('engine.preflight', {})).tools.criu.path
    const folder = engine.place.path('criu')
    await mkdir(folder)
    const criu = join(folder, 'criu')
    symlinkSync(found ?? '', criu)
    const criuWorkPath = engine.place.path('criu-work')
    const source = await engine.run('c', {
      ...script('while :; do sleep 1; done'),
      runtime: { criu, criuWorkPath },
    })
    expect(source.runtime).toMatchObject({ criu, criuWorkPath })
    const checkpoint = await engine.checkpoint('c')
    expect(checkpoint.workPath).toBe(criuWorkPath)
    expect(readdirSync(criuWorkPath)).toContain('dump.log')
    const dump = (await commands('c')).find((argv) => argv.includes('checkpoint')) ?? []
    expect(dump.slice(dump.indexOf('--criu'), dump.indexOf('--criu') + 2)).toEqual(['--criu', criu])
    expect(dump.slice(dump.indexOf('--work-path'))[1]).toBe(criuWorkPath)

    const restoreWork = engine.place.path('restore-work')
    await engine.run('d', {
      source: { kind: 'checkpoint', checkpoint: checkpoint.id },
      runtime: { criu, criuWorkPath: restoreWork },
    })
    expect(readdirSync(restoreWork)).toContain('restore.log')
    const restore = await monitorOf('d')
    expect(restore).toContain('--runtime-arg=--criu')
    expect(restore).toContain(`--runtime-arg=${criu}`)
    expect(restore.join(' ')).toContain(`--runtime-opt=${restoreWork}`)
    expect(restore).toContain('--restore')
    await engine.call('checkpoints.delete', { checkpoint: checkpoint.id })
  })

  test('a parent checkpoint: the images find its pages by a relative link', async () => {
    await engine.run('c', script('while :; do sleep 1; done'))
    const parent = await engine.checkpoint('c', { name: 'base' })
    const checkpoint = await engine.checkpoint('c')
    // This kernel does not track memory, so the second one is whole and does not need the link.
    await engine.run('d', {
      source: { kind: 'checkpoint', checkpoint: checkpoint.id },
      runtime: { parentCheckpoint: parent.id },
    })
    expect((await engine.get('d')).state).toBe('running')
    expect(readdirSync(checkpoint.imagePath)).toContain('parent')
    const unknown = await failure(
      engine.run('e', {
        source: { kind: 'checkpoint', checkpoint: checkpoint.id },
        runtime: { parentCheckpoint: 'cp-unknown' },
      }),
    )
    expect(unknown).toMatchObject({
      code: 'not-found',
      message: 'no checkpoint cp-unknown: not found',
    })
  })

  test('an owner of the pipes is refused, with the reason', async () => {
    for (const runtime of [{ ioUid: 1000 }, { ioGid: 1000 }]) {
      expect(await failure(engine.create('c', { ...IDLE, runtime }))).toMatchObject({
        code: 'unsupported',
        message: 'conmon cannot give the pipes to another owner',
        field: 'runtime.ioUid',
      })
    }
    expect(await engine.containers()).toEqual([])
    const { features } = await engine.call('engine.preflight', {})
    expect(features.ioOwner.ok).toBe(false)
    expect(features.ioOwner.reason).not.toBe('')
  })
})
