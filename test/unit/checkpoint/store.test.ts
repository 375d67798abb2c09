import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultSpec } from '../../../electron/engine/bundle/defaults.ts'
import type { PendingRecord } from '../../../electron/engine/checkpoint/record.ts'
import { CheckpointStore } from '../../../electron/engine/checkpoint/store.ts'
import { Layout } from '../../../electron/engine/paths.ts'
import { type CheckpointOptions, CheckpointOptions as Options } from '../../../shared/model.ts'

let dir: string
let layout: Layout
let store: CheckpointStore
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-store-'))
  layout = new Layout({ state: dir, run: dir, tools: dir })
  store = new CheckpointStore(layout)
  await store.load()
})
afterEach(() => rm(dir, { recursive: true }))

const container = { namespace: 'default', id: 'web-1' }
let count = 0

/** A checkpoint as far as `take` has come when CRIU has written its images (stood for by one empty file). */
async function begin(options: Partial<CheckpointOptions> = {}): Promise<PendingRecord> {
  const { id, name } = store.propose(container)
  const files = store.files(id)
  const createdAt = new Date(Date.UTC(2030, 0, 1, 0, 0, count++)).toISOString()
  const pending: PendingRecord = {
    version: 1,
    sourceRootfs: '/srv/rootfs',
    image: null,
    lower: null,
    copiesRootfs: false,
    consoleSize: null,
    checkpoint: {
      id,
      name,
      container,
      createdAt,
      options: Options.parse(options),
      imagePath: options.imagePath ?? files.images,
      workPath: files.work,
      size: 1,
      frozenMs: null,
      rootfs: null,
      restorable: true,
      terminal: false,
      args: ['sh'],
      network: null,
      lostExecs: [],
      restoreLog: null,
      note: '',
      pinned: false,
      trigger: 'asked',
      from: null,
      processes: ['sh'],
      lastLines: [],
      hostname: 'web',
      limits: {},
      leftOut: [],
      stored: null,
      storing: null,
      unreadable: null,
    },
  }
  const config = join(dir, 'config.json')
  await writeFile(config, JSON.stringify(defaultSpec(false)))
  await store.begin(pending, config)
  await mkdir(pending.checkpoint.imagePath, { recursive: true })
  await writeFile(join(pending.checkpoint.imagePath, 'inventory.img'), '')
  return pending
}

async function complete(options: Partial<CheckpointOptions> = {}, from: string | null = null) {
  const { copiesRootfs: _, checkpoint: begun, ...record } = await begin(options)
  const checkpoint = { ...begun, from }
  await store.write({ ...record, checkpoint })
  return checkpoint
}

async function reload() {
  const said: string[] = []
  store = new CheckpointStore(layout)
  return { list: await store.load((text) => said.push(text)), said }
}

describe('the checkpoint store', () => {
  test('what was written is there after a restart, oldest first, with its config.json', async () => {
    const [a, b] = [await complete(), await complete()]
    expect([a.name, b.name]).toEqual(['web-1 #1', 'web-1 #2'])
    expect((await reload()).list).toEqual([a, b])
    expect(await store.moment(a.id)).toMatchObject({
      rootfs: null,
      sourceRootfs: '/srv/rootfs',
      config: { process: { args: ['/bin/sh'] } },
    })
  })

  test('one that was never written does not count and is removed', async () => {
    await begin()
    expect(store.list()).toEqual([])
    const { list, said } = await reload()
    expect(list).toEqual([])
    expect(said).toHaveLength(1)
    expect(await readdir(layout.checkpoints())).toEqual([])
  })

  test('its images in a chosen folder go too, and nothing else that lies there', async () => {
    const imagePath = join(dir, 'chosen')
    await begin({ imagePath })
    await writeFile(join(imagePath, 'mine'), '')
    await reload()
    expect(await readdir(imagePath)).toEqual(['mine'])
  })

  test('a record that is no record is left as it is, and said', async () => {
    const { id } = await complete()
    await writeFile(store.files(id).record, '{"version": 99}')
    const { list, said } = await reload()
    expect(list).toEqual([])
    expect(said[0]).toContain('left as it is')
    expect(await readdir(layout.checkpoints())).toEqual([id])
  })

  test('one whose images are gone is not shown, but kept: their disk may come back', async () => {
    const imagePath = join(dir, 'disk')
    const { id } = await complete({ imagePath })
    await rm(imagePath, { recursive: true })
    expect((await reload()).list).toEqual([])
    await mkdir(imagePath)
    await writeFile(join(imagePath, 'inventory.img'), '')
    expect((await reload()).list.map((checkpoint) => checkpoint.id)).toEqual([id])
  })

  test('deleting one that others build on is refused, with their names', async () => {
    const base = await complete()
    const child = await complete({ parent: base.id })
    await expect(store.delete(base.id)).rejects.toMatchObject({
      code: 'failed-precondition',
      message: 'cannot delete checkpoint “web-1 #1”: “web-1 #2” builds on its pages',
    })
    await store.delete(child.id)
    await store.delete(base.id)
    expect(await readdir(layout.checkpoints())).toEqual([])
    expect(() => store.get(base.id)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  test('a name, a note and a pin last; what is not there cannot have them', async () => {
    const { id } = await complete()
    const change = { name: 'light', note: 'as it was', pinned: true }
    expect(await store.edit(id, change)).toMatchObject({ id, ...change })
    expect((await reload()).list[0]).toMatchObject(change)
    await Promise.all([store.edit(id, { name: 'both' }), store.edit(id, { note: 'at once' })])
    expect(store.get(id)).toMatchObject({ name: 'both', note: 'at once' })
    await expect(store.edit('cp-none', change)).rejects.toMatchObject({ code: 'not-found' })
  })

  test('of a tree one that is deleted leaves its children to its parent, also when the engine dies in it', async () => {
    const root = await complete()
    const middle = await complete({}, root.id)
    const [left, right] = [await complete({}, middle.id), await complete({}, middle.id)]
    const heirs = [left, right].map((child) => ({ ...child, from: root.id }))
    expect(await store.delete(middle.id)).toEqual({ from: root.id, heirs })
    expect((await reload()).list).toEqual([root, ...heirs])
    await store.delete(root.id)
    expect((await reload()).list.map(({ from }) => from)).toEqual([null, null])
  })

  test('two cannot write into one folder at once', async () => {
    const imagePath = join(dir, 'chosen')
    await begin({ imagePath })
    await expect(begin({ imagePath })).rejects.toMatchObject({ code: 'invalid-input' })
  })
})

test('one that memory comes out of stays, until the last of those has let go', async () => {
  const checkpoint = await complete()
  const one = store.hold(checkpoint.id, 'default/a')
  const two = store.hold(checkpoint.id, 'default/b')
  await expect(store.delete(checkpoint.id)).rejects.toMatchObject({
    code: 'failed-precondition',
    message: expect.stringContaining('the memory of a, b is still being brought back from it'),
  })
  one()
  one()
  await expect(store.delete(checkpoint.id)).rejects.toThrow('the memory of b is')
  two()
  await store.delete(checkpoint.id)
})
