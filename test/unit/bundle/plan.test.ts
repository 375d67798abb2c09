import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultSpec } from '../../../electron/engine/bundle/defaults.ts'
import { type PlanOptions, planBundle } from '../../../electron/engine/bundle/plan.ts'
import { probePath } from '../../../electron/engine/bundle/probe.ts'
import { ContainerLayout } from '../../../electron/engine/paths.ts'
import { which } from '../../../electron/engine/runtime/tools.ts'
import { type CreateInput, CreateRequest } from '../../../shared/model.ts'
import { unless } from '../../support/unless.ts'

const busybox = await which('busybox')

let dir: string
let layout: ContainerLayout
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-prepare-'))
  layout = new ContainerLayout(join(dir, 'container'))
  await mkdir(join(dir, 'bundle/rootfs/etc'), { recursive: true })
  await mkdir(join(dir, 'bundle/rootfs/bin'))
  await writeFile(join(dir, 'bundle/rootfs/etc/passwd'), 'web:x:33:34::/srv:/bin/sh\n')
  await writeConfig(defaultSpec(false))
})
afterEach(() => rm(dir, { recursive: true }))

const writeConfig = (spec: unknown) =>
  writeFile(join(dir, 'bundle/config.json'), JSON.stringify(spec))

const options: PlanOptions = { busybox, checkpoint: null, cgroupsPath: '/c', rootless: null }
const request = (source: CreateInput['source'], rest: Partial<CreateInput> = {}) =>
  CreateRequest.parse({ namespace: 'default', id: 'web', source, ...rest })
const bundle = (path = join(dir, 'bundle')) => ({ kind: 'bundle' as const, path })
async function prepare(...[request, layout, options]: Parameters<typeof planBundle>) {
  const plan = await planBundle(request, layout, options)
  await plan.make()
  return plan
}
const rootfs = (path: string) => ({ kind: 'rootfs' as const, path })

describe('planBundle', () => {
  test('a bundle: its config.json goes to a folder of ours, its root filesystem stays', async () => {
    const prepared = await prepare(request(bundle()), layout, options)
    expect(prepared).toMatchObject({ rootfs: join(dir, 'bundle/rootfs'), ownsRootfs: false })
    expect(JSON.parse(await readFile(layout.config(), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(prepared.spec)),
    )
    expect(prepared.spec.root.path).toBe(join(dir, 'bundle/rootfs'))
    expect(prepared.spec.linux?.cgroupsPath).toBe('/c')
  })

  test('a folder: users by name come from its own passwd, links are resolved', async () => {
    await symlink(join(dir, 'bundle/rootfs'), join(dir, 'link'))
    const prepared = await prepare(
      request(rootfs(join(dir, 'link')), { process: { user: 'web' } }),
      layout,
      options,
    )
    expect(prepared.rootfs).toBe(join(dir, 'bundle/rootfs'))
    expect(prepared.spec.process.user).toMatchObject({ uid: 33, gid: 34 })
  })

  test(
    'the starter is made in the container’s own folder',
    unless(busybox ? '' : 'lacks busybox'),
    async () => {
      const starter = request({ kind: 'starter' }, { process: { user: 'demo' } })
      const plan = await planBundle(starter, layout, options)
      expect(await readdir(dir)).toEqual(['bundle'])
      await plan.make()
      expect(plan).toMatchObject({ rootfs: layout.ownRootfs(), ownsRootfs: true })
      expect(plan.spec.process.user.uid).toBe(1000)
      expect(plan.spec.process.env).toContain('HOME=/home/demo')
      expect(await readdir(join(layout.ownRootfs(), 'bin'))).toContain('sh')
    },
  )

  test('a checkpoint with a copy gets its own; its process cannot be chosen anew', async () => {
    const config = { ...defaultSpec(false), hostname: 'then' }
    const moment = {
      config,
      rootfs: join(dir, 'bundle/rootfs'),
      sourceRootfs: '/gone',
    }
    const source = { kind: 'checkpoint' as const, checkpoint: 'cp-1' }
    const of = (rest: Partial<CreateInput> = {}) =>
      prepare(request(source, rest), layout, { ...options, checkpoint: moment })
    for (const [field, rest] of [
      ['process', { process: { args: ['other'] } }],
      ['network', { network: 'host' }],
      ['readonlyRootfs', { readonlyRootfs: true }],
    ] as const) {
      await expect(of(rest as Partial<CreateInput>)).rejects.toMatchObject({
        code: 'invalid-input',
        details: { field },
      })
    }
    const prepared = await of({ hostname: 'now', network: 'own', limits: { pids: 9 } })
    expect(prepared.spec.hostname).toBe('now')
    expect(prepared).toMatchObject({ rootfs: layout.ownRootfs(), ownsRootfs: true })
    expect(await readdir(layout.ownRootfs())).toEqual(['bin', 'etc'])
    expect(prepared.spec.linux?.resources?.pids?.limit).toBe(9)
    expect(prepared.spec.hooks?.createRuntime).toHaveLength(1)
  })

  test('what is wrong with a source is said, with its field, and nothing is left', async () => {
    const file = join(dir, 'file')
    await writeFile(file, '')
    await mkdir(join(dir, 'empty'))
    const cases: [CreateInput['source'], string, RegExp][] = [
      [bundle(join(dir, 'missing')), 'not-found', /nothing is there/],
      [bundle(file), 'invalid-input', /not a folder/],
      [bundle(join(dir, 'empty')), 'not-found', /there is no .*config.json/],
      [rootfs(join(dir, 'missing')), 'not-found', /nothing is there/],
      [rootfs('/'), 'invalid-input', /machine’s own root/],
    ]
    for (const [source, code, message] of cases) {
      const error = await prepare(request(source), layout, options).catch((e) => e)
      expect(error).toMatchObject({ code, details: { field: 'source.path' } })
      expect(error.message).toMatch(message)
    }
    expect((await readdir(dir)).sort()).toEqual(['bundle', 'empty', 'file'])
  })

  test.each([
    ['not json', '{', /not an OCI configuration/],
    ['no process', JSON.stringify({ ociVersion: '1.0.2', root: { path: 'rootfs' } }), /process/],
    [
      'the machine’s root',
      JSON.stringify({ ...defaultSpec(false), root: { path: '/' } }),
      /own root/,
    ],
    [
      'no rootfs',
      JSON.stringify({ ...defaultSpec(false), root: { path: 'x' } }),
      /nothing is there/,
    ],
  ])('a bundle with %s', async (_what, text, message) => {
    await writeFile(join(dir, 'bundle/config.json'), text)
    await expect(prepare(request(bundle()), layout, options)).rejects.toThrow(message)
    expect(await readdir(dir)).toEqual(['bundle'])
  })

  test('no busybox: the starter says what to install', async () => {
    const none = { ...options, busybox: null }
    await expect(prepare(request({ kind: 'starter' }), layout, none)).rejects.toMatchObject({
      code: 'unavailable',
      details: { hint: expect.stringContaining('busybox-static') },
    })
  })

  test('a copy that fails leaves nothing behind', async () => {
    const moment = {
      config: defaultSpec(false),
      rootfs: join(dir, 'bundle/rootfs'),
      sourceRootfs: '',
    }
    await mkdir(layout.ownRootfs(), { recursive: true })
    await writeFile(join(layout.ownRootfs(), 'bin'), 'a file where cp wants a folder')
    const source = { kind: 'checkpoint' as const, checkpoint: 'cp-1' }
    await expect(
      prepare(request(source), layout, { ...options, checkpoint: moment }),
    ).rejects.toMatchObject({ code: 'runtime-failed' })
    expect(await readdir(layout.dir)).toEqual([])
  })
})

describe('probePath', () => {
  test('a bundle, with what it runs and whether it has hooks', async () => {
    expect(await probePath(join(dir, 'bundle'))).toMatchObject({
      kind: 'bundle',
      args: ['/bin/sh'],
      terminal: true,
      detail: `An OCI bundle; its root filesystem is ${join(dir, 'bundle/rootfs')}.`,
    })
    await writeConfig({ ...defaultSpec(false), hooks: { poststop: [{ path: '/bin/true' }] } })
    expect((await probePath(join(dir, 'bundle'))).detail).toContain('runs 1 hook on this machine')
  })

  test('a root filesystem, a plain folder, a file, nothing', async () => {
    await writeFile(join(dir, 'file'), '')
    await mkdir(join(dir, 'plain'))
    const kinds = await Promise.all(
      ['bundle/rootfs', 'plain', 'file', 'missing', 'file/below'].map(
        async (name) => (await probePath(join(dir, name))).kind,
      ),
    )
    expect(kinds).toEqual(['rootfs', 'folder', 'file', 'missing', 'missing'])
  })

  test('a folder with a broken config.json says what is wrong with it', async () => {
    await writeFile(join(dir, 'bundle/config.json'), 'null')
    const { kind, detail } = await probePath(join(dir, 'bundle'))
    expect(kind).toBe('folder')
    expect(detail).toContain('not an OCI configuration')
  })
})
