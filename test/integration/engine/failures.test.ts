import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import { killable } from '../../support/hosts.ts'
import { refusedCreate } from '../../support/refused-create.ts'
import { makeBundle, makeRootfs } from '../../support/rootfs.ts'
import {
  conmon,
  failure,
  IDLE,
  names,
  runc,
  runcState,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await engine.clear()
})

const refused = (wanted: Wanted) => refusedCreate(engine, wanted)

/** PATH holds these programs alone, for the engine that is opened next. */
async function reopenWith(programs: string[]): Promise<void> {
  const folder = engine.place.path('path')
  mkdirSync(folder)
  const busybox = (await which('busybox')) ?? ''
  for (const program of [busybox, ...programs])
    symlinkSync(program, join(folder, program.split('/').at(-1) ?? ''))
  vi.stubEnv('PATH', folder)
  await engine.restart()
}

describe('a create that cannot be', unless(skipReason), () => {
  test('a command that the rootfs does not have: runc’s words, the command, what to do is left to read', async () => {
    for (const terminal of [false, true]) {
      const error = await refused({ process: { args: ['/no/such'], terminal } })
      expect(error.code).toBe('runtime-failed')
      expect(error.message).toMatch(
        /^OCI runtime create failed: .*\/no\/such.*no such file or directory/,
      )
      expect(error.said).toContain('/no/such')
      expect(error.command?.[0]).toBe(conmon)
    }
  })

  test('a bundle without a rootfs, without config.json, a file, nothing', async () => {
    const bundle = await makeBundle(engine.place.path('bundle'), () => {})
    await rm(join(bundle, 'rootfs'), { recursive: true })
    const source = (path: string) => ({ ...IDLE, source: { kind: 'bundle', path } }) as Wanted
    expect(await refused(source(bundle))).toMatchObject({
      code: 'not-found',
      field: 'source.path',
      message: `${bundle}/rootfs cannot be a root filesystem: nothing is there`,
      hint: expect.any(String),
    })
    await rm(join(bundle, 'config.json'))
    const without = await refused(source(bundle))
    expect(without).toMatchObject({ code: 'not-found', field: 'source.path' })
    expect(without.message).toContain('config.json')
    writeFileSync(join(bundle, 'config.json'), '{"process": 1}')
    expect(await refused(source(bundle))).toMatchObject({
      code: 'invalid-input',
      field: 'source.path',
    })
    expect(await refused(source(join(bundle, 'config.json')))).toMatchObject({
      code: 'invalid-input',
    })
    expect(await refused(source('/nowhere/at/all'))).toMatchObject({ code: 'not-found' })
  })

  test('the machine’s own root, and a user that the rootfs does not know', async () => {
    expect(await refused({ ...IDLE, source: { kind: 'rootfs', path: '/' } })).toMatchObject({
      code: 'invalid-input',
      field: 'source.path',
    })
    const path = await makeRootfs(engine.place.path('own'))
    const unknown = {
      source: { kind: 'rootfs', path },
      process: { args: ['id'], user: 'stranger' },
    } satisfies Wanted
    expect(await refused(unknown)).toMatchObject({
      code: 'invalid-input',
      message: 'the container knows no user stranger',
    })
  })

  test('a name that is taken', async () => {
    const made = await engine.create('c')
    expect(await failure(engine.create('c'))).toMatchObject({
      code: 'already-exists',
      message: 'there is a container c already',
      field: 'id',
      hint: 'Choose another name, or delete that one first.',
    })
    expect(await engine.get('c')).toEqual(made)
  })

  test('a name that lies in the state folder and cannot be read: it is left as it is', async () => {
    await engine.stop()
    const folder = join(engine.place.folders.state, 'containers/default/old')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'container.jsonl'), '{"version": 99}')
    await engine.start()
    expect(await engine.containers()).toEqual([])
    const notes = (await engine.journal('old')).map(({ note }) => note)
    expect(notes).toEqual([expect.stringContaining('left as it is')])
    expect(await failure(engine.create('old'))).toMatchObject({
      code: 'already-exists',
      field: 'id',
    })
    expect(names(folder)).toEqual(['container.jsonl'])
    await rm(folder, { recursive: true })
  })

  test('an id that runc knows already, of somebody else: that one is left alone', async () => {
    const bundle = await makeBundle(engine.place.path('bundle'), (spec) => {
      spec.process.args = ['sleep', '1000']
      spec.linux = { ...spec.linux, cgroupsPath: `/by-hand-${process.pid}` }
    })
    const root = engine.place.path('shared')
    const byHand = (...args: string[]) =>
      spawnSync(runc, ['--root', join(root, 'default'), ...args], { stdio: 'ignore' })
    byHand('run', '--detach', '--bundle', bundle, 'c')
    const theirs = await runcState(join(root, 'default'), 'c')
    expect(theirs?.status).toBe('running')
    try {
      const error = await refused({ ...IDLE, runtime: { root } })
      expect(error.message).toMatch(/^OCI runtime create failed: .*container with (given )?id/i)
      expect(await runcState(join(root, 'default'), 'c')).toEqual(theirs)
    } finally {
      byHand('delete', '--force', 'c')
    }
  })
})

describe('programs that are missing', unless(skipReason), () => {
  test('runc (hidden in a mount namespace of the engine’s own, since no PATH leaves /usr/sbin out)', async () => {
    await engine.clear()
    const hidden = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c']
    const hide = `mount --bind /dev/null ${runc} && exec "$@"`
    engine = await TestEngine.open((folders) => killable(folders, [...hidden, hide, 'sh']))
    expect(await refused(IDLE)).toMatchObject({
      code: 'unavailable',
      message: 'runc is not installed',
      hint: expect.stringContaining('apt-get install runc'),
    })
    const { features, problems } = await engine.call('engine.preflight', { again: true })
    expect(features.run).toMatchObject({ ok: false, reason: 'runc is not installed' })
    expect(problems.some(({ mend }) => mend?.includes('runc'))).toBe(true)
  })

  test('conmon; once it is there, it is found without a restart', async () => {
    await reopenWith([runc])
    const error = await refused(IDLE)
    expect(error).toMatchObject({
      code: 'unavailable',
      message: 'conmon is not installed',
      hint: expect.stringContaining('apt-get install conmon'),
    })
    const { features, problems } = await engine.call('engine.preflight', { again: true })
    expect(features.run).toMatchObject({ ok: false, reason: 'conmon is not installed' })
    expect(problems.some(({ mend }) => mend?.includes('conmon'))).toBe(true)

    symlinkSync(conmon, engine.place.path('path/conmon'))
    expect((await engine.call('engine.preflight', { again: true })).features.run.ok).toBe(true)
    await engine.create('c')
  })

  test('a runc binary that is none', async () => {
    const binary = engine.place.path('not-runc')
    writeFileSync(binary, '#!/bin/sh\necho I am no runc >&2\nexit 3\n', { mode: 0o755 })
    const error = await refused({ ...IDLE, runtime: { binary } })
    expect(error.code).toBe('runtime-failed')
    expect(error.said).toContain('I am no runc')
    const gone = await refused({ ...IDLE, runtime: { binary: '/no/runc' } })
    expect(gone.message).toContain('/no/runc')
  })
})
