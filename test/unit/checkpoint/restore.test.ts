import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultSpec } from '../../../electron/engine/bundle/defaults.ts'
import { withLoopbackHook, withoutLoopbackHook } from '../../../electron/engine/bundle/loopback.ts'
import { withCgroupRoot } from '../../../electron/engine/checkpoint/criu-config.ts'
import { beforeRestore, restoreArgsFor } from '../../../electron/engine/checkpoint/restore.ts'
import { mendRootfs, swapRootfs } from '../../../electron/engine/checkpoint/rootfs-swap.ts'
import type { CheckpointStore } from '../../../electron/engine/checkpoint/store.ts'
import { ContainerLayout } from '../../../electron/engine/paths.ts'
import { type Checkpoint, CheckpointOptions, RuntimeOptions } from '../../../shared/model.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-restore-'))
})
afterEach(() => rm(dir, { recursive: true }))

const runtime = (over: Partial<RuntimeOptions> = {}) => RuntimeOptions.parse(over)
const checkpoint = (options: Partial<CheckpointOptions> = {}, imagePath = '/images') =>
  ({ id: 'cp-1', imagePath, options: CheckpointOptions.parse(options) }) as Checkpoint

describe('restoreArgsFor', () => {
  const taken = {
    allowOpenTcp: true,
    allowExternalUnixSockets: true,
    allowTerminal: true,
    fileLocks: true,
    emptyNamespaces: ['network' as const],
  }
  test('CRIU gets the same again as at the checkpoint', () => {
    expect(restoreArgsFor(checkpoint(taken), {}, runtime({ noPivot: true }), '/work')).toEqual({
      workPath: '/work',
      noPivot: true,
      tcpEstablished: true,
      extUnixSk: true,
      shellJob: true,
      fileLocks: true,
      emptyNs: ['network'],
    })
  })

  test('what the restore names wins, also where it says no', () => {
    const overrides = { allowOpenTcp: false, emptyNamespaces: [] }
    expect(restoreArgsFor(checkpoint(taken), overrides, runtime(), '/work')).toMatchObject({
      tcpEstablished: false,
      extUnixSk: true,
      emptyNs: [],
    })
  })
})

describe('beforeRestore', () => {
  const moment = { ...defaultSpec(false), hostname: 'then' }
  const store = {
    moment: async () => ({ config: moment, rootfs: null, sourceRootfs: '/' }),
    get: () => checkpoint({}, join(dir, 'parent/images')),
    files: () => ({ standIns: join(dir, 'none') }),
  } as unknown as CheckpointStore
  const layout = () => new ContainerLayout(dir)

  test('config.json is the moment’s, at the container’s own place, cgroup and limits', async () => {
    const own = { ...defaultSpec(false), hostname: 'now', root: { path: '/own/rootfs' } }
    own.linux = { ...own.linux, cgroupsPath: '/own', resources: { pids: { limit: 7 } } }
    await mkdir(layout().bundle())
    await writeFile(layout().config(), JSON.stringify(own))
    await beforeRestore(store, layout(), checkpoint(), runtime())
    const written = JSON.parse(await readFile(layout().config(), 'utf8'))
    expect(written).toMatchObject({
      hostname: 'then',
      root: { path: '/own/rootfs' },
      linux: { cgroupsPath: '/own', resources: { pids: { limit: 7 } } },
    })
    expect(written.hooks.createRuntime).toHaveLength(1)
  })

  test('a network that was another’s is that one’s of now, or none at all', async () => {
    const namespaces = [{ type: 'network', path: '/proc/999999/ns/net' }]
    const then = { ...moment, linux: { ...moment.linux, namespaces } }
    const shared = {
      ...store,
      moment: async () => ({ config: then }),
    } as unknown as CheckpointStore
    await mkdir(layout().bundle())
    await writeFile(layout().config(), JSON.stringify(defaultSpec(false)))
    const networkPath = '/proc/1/ns/net'
    await beforeRestore(shared, layout(), checkpoint(), runtime(), { networkPath })
    const written = JSON.parse(await readFile(layout().config(), 'utf8'))
    expect(written.linux.namespaces).toEqual([{ type: 'network', path: networkPath }])
    await expect(beforeRestore(shared, layout(), checkpoint(), runtime())).rejects.toMatchObject({
      code: 'failed-precondition',
    })
  })

  test('settings of CRIU that an earlier restore wrote give way to the bundle’s own', async () => {
    const spec = {
      ...defaultSpec(false),
      annotations: {
        other: 'kept',
        'org.criu.config': '/gone/criu.conf',
        'io.runcible.criu.config': '/etc/criu/mine.conf',
      },
    }
    // Without a cgroup path of its own (or on v1) nothing is written.
    expect((await withCgroupRoot(spec, '/nowhere/criu.conf')).annotations).toEqual({
      other: 'kept',
      'org.criu.config': '/etc/criu/mine.conf',
    })
  })

  test('images are led to the parent that is named, by a relative link', async () => {
    const images = join(dir, 'child/images')
    await mkdir(images, { recursive: true })
    await symlink('/wrong', join(images, 'parent'))
    await mkdir(layout().bundle())
    await writeFile(layout().config(), JSON.stringify(defaultSpec(false)))
    const named = runtime({ parentCheckpoint: 'cp-0' })
    await beforeRestore(store, layout(), checkpoint({}, images), named)
    expect(await readlink(join(images, 'parent'))).toBe('../../parent/images')
  })
})

describe('the loopback’s hook', () => {
  test('stands once, after the bundle’s own, and only with a network of one’s own', () => {
    const spec = { ...defaultSpec(false), hooks: { createRuntime: [{ path: '/bin/true' }] } }
    const once = withLoopbackHook(spec)
    expect(once.hooks?.createRuntime).toHaveLength(2)
    expect(withLoopbackHook(once)).toEqual(once)
    const standIn = withLoopbackHook(once, { wayOut: true })
    expect(standIn.hooks?.createRuntime).toHaveLength(2)
    expect(withLoopbackHook(standIn)).toEqual(once)
    expect(withoutLoopbackHook(standIn)).toEqual(spec)
    expect(withoutLoopbackHook(spec)).toBe(spec)
    const host = { ...spec, linux: { namespaces: [{ type: 'pid' }] } }
    expect(withLoopbackHook(host)).toBe(host)
  })
})

describe('a root filesystem exchanged for the checkpoint’s', () => {
  const rootfs = () => join(dir, 'rootfs')
  const text = () => readFile(join(rootfs(), 'a'), 'utf8')
  const left = () => readdir(dir)
  beforeEach(async () => {
    for (const [name, words] of [
      ['rootfs', 'now'],
      ['moment', 'then'],
    ] as const) {
      await mkdir(join(dir, name))
      await writeFile(join(dir, name, 'a'), words)
    }
  })

  test('is kept', async () => {
    await (await swapRootfs(rootfs(), join(dir, 'moment'))).keep()
    expect(await text()).toBe('then')
    expect(await left()).toEqual(['moment', 'rootfs'])
  })

  test('or comes back', async () => {
    const swap = await swapRootfs(rootfs(), join(dir, 'moment'))
    expect(await text()).toBe('then')
    await swap.undo()
    expect(await text()).toBe('now')
    expect(await left()).toEqual(['moment', 'rootfs'])
  })

  test('a copy that fails changes nothing', async () => {
    await expect(swapRootfs(rootfs(), join(dir, 'missing'))).rejects.toThrow()
    expect(await text()).toBe('now')
    expect(await left()).toEqual(['moment', 'rootfs'])
  })

  test.each([
    [true, 'then'],
    [false, 'now'],
  ])('after a crash, restored %s: %s', async (restored, words) => {
    await swapRootfs(rootfs(), join(dir, 'moment'))
    await mendRootfs(rootfs(), restored)
    expect(await text()).toBe(words)
    expect(await left()).toEqual(['moment', 'rootfs'])
  })

  test('after a crash between the two renames the old one is back', async () => {
    await rename(rootfs(), `${rootfs()}.old`)
    await mkdir(`${rootfs()}.next`)
    await mendRootfs(rootfs(), false)
    expect(await text()).toBe('now')
    expect(await left()).toEqual(['moment', 'rootfs'])
  })

  test('and where nothing was under way nothing happens', async () => {
    await mendRootfs(rootfs(), false)
    expect(await text()).toBe('now')
  })
})
