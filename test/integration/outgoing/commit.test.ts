import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Progress } from '../../../shared/contract.ts'
import { killable } from '../../support/hosts.ts'
import { failure, names, ref } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import {
  capsOf,
  changeAll,
  changes,
  commit,
  engine,
  expectAll,
  idle,
  image,
  rootfs,
  setcap,
  skipReason,
  state,
  unpacked,
  withImage,
} from './rig.ts'

withImage()

describe('a new image of a container', unless(skipReason), () => {
  test('has its changes as one layer more, and says what was asked for', async () => {
    await engine.run('a', idle())
    await changeAll('a')
    const phases: Progress[] = []
    const { image: made, notes } = await engine.client.call(
      'containers.commit',
      {
        ...ref('a'),
        name: 'team/mine:2',
        comment: 'as it was',
        config: { cmd: ['echo', 'a b'], env: ['A=b=c', 'PATH=/bin'], user: '', workingDir: '/srv' },
      },
      { onProgress: (value) => phases.push(value) },
    )
    expect(notes).toEqual([])
    expect((await engine.get('a')).state).toBe('running')
    expect(made).toMatchObject({
      names: ['team/mine:2'],
      config: {
        entrypoint: ['/bin/sh', '-c'],
        cmd: ['echo', 'a b'],
        env: ['A=b=c', 'PATH=/bin'],
        user: '',
        workingDir: '/srv',
      },
      usedBy: [],
    })
    expect(made.layers.slice(0, -1)).toEqual(image.layers)
    expect(made.history.slice(0, -1)).toEqual(image.history)
    expect(made.history.at(-1)).toMatchObject({
      createdBy: 'runcible: changes of container a',
      emptyLayer: false,
    })
    expectAll(unpacked(made))
    if (setcap) expect(await capsOf(unpacked(made, 'new'))).toContain('cap_net_raw')
    expect(phases.map(({ phase }) => phase)).toContain('unpacking')
    expect(await engine.call('images.list', {})).toEqual([
      made,
      expect.objectContaining({ id: image.id }),
    ])
    expect(engine.seen).toContainEqual({ name: 'image.changed', value: made })
    expect((await engine.call('images.check', { image: made.id })).ok).toBe(true)
    const config = readFileSync(state('images/blobs/sha256', made.id.slice(7)), 'utf8')
    expect(JSON.parse(config).config).toMatchObject({
      Labels: { kept: 'yes' },
      Volumes: { '/srv': {} },
    })
    // A container of it is as the other was, and the image below it is no longer needed.
    await engine.create('b', { source: { kind: 'image', image: 'team/mine:2' } })
    expectAll(rootfs('b'))
    await engine.destroy('a')
    await engine.call('images.remove', { image: image.id })
    expect((await engine.call('images.check', { image: made.id })).ok).toBe(true)
  })

  test('of one that changed nothing says other things alone; of a paused one it stays paused', async () => {
    await engine.run('a', idle())
    await engine.call('containers.pause', ref('a'))
    const journal = async () => JSON.stringify(await engine.call('journal.list', { limit: 500 }))
    const { image: made } = await commit('a', 'two', { config: { env: ['SECRET=dont tell'] } })
    expect((await engine.get('a')).state).toBe('paused')
    expect(made.config.env).toEqual(['SECRET=dont tell'])
    expect(await journal()).not.toContain('dont tell')
    const changed = (await changes('a')).matching > 0
    expect(made.layers).toHaveLength(image.layers.length + (changed ? 1 : 0))
    expect(made.history.at(-1)?.emptyLayer).toBe(!changed)
    expect(await failure(commit('a', '-x'))).toMatchObject({ code: 'invalid-input' })
    expect(await failure(commit('a', 'x', { config: { env: ['novalue'] } }))).toMatchObject({
      code: 'invalid-input',
      field: 'config.env.0',
    })
  })

  test('stands still while it is copied: what it writes is of one moment', async () => {
    await engine.run(
      'a',
      idle('i=0; while :; do i=$((i+1)); echo $i >> /one; echo $i >> /two; done'),
    )
    await expect.poll(() => existsSync(rootfs('a', 'two'))).toBe(true)
    writeFileSync(rootfs('a', 'big'), Buffer.alloc(30_000_000, 'x'))
    const { image: made } = await commit('a', 'still')
    const [one, two] = ['one', 'two'].map((name) =>
      Number(readFileSync(unpacked(made, name), 'utf8').trim().split('\n').at(-1)),
    )
    expect((one ?? 0) - (two ?? 0)).toBeLessThanOrEqual(1)
    const later = readFileSync(rootfs('a', 'one'), 'utf8')
    await expect.poll(() => readFileSync(rootfs('a', 'one'), 'utf8')).not.toBe(later)
  })

  test('that is cancelled leaves nothing, and its container as it was', async () => {
    await engine.run('a', idle())
    writeFileSync(rootfs('a', 'big'), Buffer.alloc(30_000_000, 'x'))
    for (const at of ['looking', 'packing', 'checking', 'unpacking']) {
      const cancel = new AbortController()
      const given = engine.client.call(
        'containers.commit',
        { ...ref('a'), name: 'x' },
        { signal: cancel.signal, onProgress: ({ phase }) => phase === at && cancel.abort() },
      )
      const outcome = await given.then(
        () => 'done',
        (error) => error.code,
      )
      // A phase may be over before it was told of.
      if (outcome === 'done')
        await engine.call('images.remove', {
          image: (await engine.call('images.list', {}))[0]?.id ?? '',
        })
      else expect(outcome).toBe('cancelled')
      await expect
        .poll(() => names(state('images')).filter((name) => name.startsWith('.')))
        .toEqual([])
      expect((await engine.get('a')).state).toBe('running')
      expect(await engine.call('images.list', {})).toHaveLength(1)
    }
    await engine.kill('a')
    await engine.ended('a')
  })
})

describe('an engine that is killed while it makes an image', unless(skipReason), () => {
  test.each(['copying', 'packing', 'unpacking'])(
    '%s: no image, nothing left, its container runs on',
    async (phase) => {
      await engine.run('a', idle('i=0; while :; do i=$((i+1)); echo $i > /one; sleep 0.05; done'))
      writeFileSync(rootfs('a', 'big'), randomBytes(30_000_000))
      await engine.stop()
      const dying = await killable(engine.place.folders)
      const reached = new Promise<void>((resolve) => {
        dying.client
          .call(
            'containers.commit',
            { ...ref('a'), name: 'x' },
            { onProgress: (value) => value.phase === phase && resolve() },
          )
          .catch(() => {})
      })
      await reached
      await dying.stop()
      await engine.start()
      expect((await engine.call('images.list', {})).map(({ id }) => id)).toEqual([image.id])
      await expect
        .poll(() => names(state('images')).filter((name) => name.startsWith('.')))
        .toEqual([])
      expect((await engine.get('a')).state).toBe('running')
      const now = readFileSync(rootfs('a', 'one'), 'utf8')
      await expect.poll(() => readFileSync(rootfs('a', 'one'), 'utf8')).not.toBe(now)
    },
  )
})
