import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { which } from '../../electron/engine/runtime/which.ts'
import type { ImageSource } from '../../shared/model.ts'
import { inChild } from '../support/child-engine.ts'
import { busyboxLayer, makeLayout, SECOND_LAYER } from '../support/images.ts'
import {
  names,
  ref,
  script,
  TestEngine,
  skipReason as withoutEngine,
} from '../support/test-engine.ts'
import { unless } from '../support/unless.ts'
import { SHORT } from './form.ts'
import { randomFrom } from './random.ts'

const missing = (
  await Promise.all(['skopeo', 'umoci'].map(async (name) => ((await which(name)) ? [] : [name])))
).flat()
const skipReason = withoutEngine || (missing.length > 0 ? `lacks ${missing.join(', ')}` : '')

/** For each kind of work. */
const DEATHS = SHORT ? 3 : 25
/** In the image whose unpacking is cut off; it takes umoci a second or so. */
const FILES = 3000
/** How long each takes about, ms. */
const CREATE_MS = 150
const REMOVE_MS = 40
const PHASE_MS = { copying: 50, checking: 50, unpacking: 200 }

/** RUNCIBLE_CAMPAIGN_SEED repeats it. */
const seed = Number(process.env.RUNCIBLE_CAMPAIGN_SEED ?? Date.now() % 1_000_000)
const random = randomFrom(seed)
let engine: TestEngine
/** programs of an engine that went on when it was killed, so far */
let leftAtWork = 0
beforeEach(async () => {
  leftAtWork = 0
  engine = await TestEngine.open(inChild)
})
afterEach(() => engine.clear())

/** An image of that many files. */
async function imageOf(files: number): Promise<ImageSource & { kind: 'path' }> {
  const many = Array.from({ length: files }, (_, at) => ({
    name: `many/${at % 50}/${at}`,
    content: randomBytes(3000),
  }))
  const layers = [await busyboxLayer(), many, SECOND_LAYER]
  const path = makeLayout(engine.place.path('layout'), { a: { layers, packing: 'plain' } })
  return { kind: 'path', path }
}

const state = (...parts: string[]) => join(engine.place.folders.state, ...parts)
const list = () => engine.call('images.list', {})

/** Kills the engine while `work` is under way, and starts the next one. */
async function killed(work: () => Promise<unknown>, afterMs: number | Promise<void>) {
  const cut = work().catch(() => null)
  await (typeof afterMs === 'number' ? sleep(afterMs) : afterMs)
  await engine.stop()
  leftAtWork += workers().length
  await cut
  await engine.start()
}

/** Nothing counts but what is whole; nothing is mounted or still at work but for `containers`. */
async function nothingHalf(files: number, containers: string[] = []): Promise<void> {
  const images = await list()
  const there = names(state('images')).filter((name) => name !== 'blobs')
  expect(there.sort()).toEqual(images.map(({ id }) => id.slice(7)).sort())
  for (const { id } of images) {
    const rootfs = state('images', id.slice(7), 'bundle/rootfs')
    expect((await engine.call('images.check', { image: id })).ok).toBe(true)
    const found = names(join(rootfs, 'many')).flatMap((name) => names(join(rootfs, 'many', name)))
    expect(found).toHaveLength(files)
    expect(names(join(rootfs, 'old'))).toEqual(['three'])
  }
  expect(names(state('containers/default')).sort()).toEqual(containers)
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(engine.place.folder))
    .map((line) => line.split(' ')[4])
  expect(mounts.sort()).toEqual(containers.map((id) => state('containers/default', id, 'rootfs')))
  expect(workers()).toEqual([])
}

/** Programs of the dead engine that still fill a folder. */
const workers = () =>
  names('/proc').flatMap((pid) => {
    const line = /^\d+$/.test(pid) ? read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') : ''
    return /^\S*(umoci|skopeo|cp) /.test(line) && line.includes(engine.place.folder) ? [line] : []
  })
const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

describe(`an engine that is killed, seed ${seed},`, unless(skipReason), () => {
  test('in an import leaves no half image, and its programs end with the next one', async () => {
    const source = await imageOf(FILES)
    for (let death = 0; death < DEATHS; death++) {
      for (const phase of ['copying', 'checking', 'unpacking'] as const) {
        let reached = () => {}
        const inPhase = new Promise<void>((resolve) => {
          reached = resolve
        })
        const onProgress = (value: { phase: string }) => {
          if (value.phase === phase) reached()
        }
        const work = () => engine.client.call('images.import', { source }, { onProgress })
        await killed(
          work,
          inPhase.then(() => sleep(random() * PHASE_MS[phase])),
        )
        await nothingHalf(FILES)
      }
    }
    expect(leftAtWork).toBeGreaterThan(0)
    const image = await engine.call('images.import', { source })
    await nothingHalf(FILES)
    expect(await list()).toEqual([image])
  })

  test('in a create of an image, or in its removal, leaves nothing of it', async () => {
    const source = await imageOf(100)
    const bring = () => engine.call('images.import', { source })
    const image = await bring()
    const wanted = script('exec sleep 1000', { source: { kind: 'image', image: image.id } })
    for (let death = 0; death < DEATHS; death++) {
      await killed(() => engine.create('a', wanted), random() * CREATE_MS)
      // Nobody was told that it was created: it may have been, whole, or it is gone.
      const [made] = await engine.containers()
      await nothingHalf(100, made ? ['a'] : [])
      if (!made) continue
      expect(made).toMatchObject({ state: 'created', problem: null })
      await engine.call('containers.start', ref('a'))
      await engine.destroy('a')
      await nothingHalf(100)
    }
    for (let death = 0; death < DEATHS; death++) {
      const { id } = (await list())[0] ?? (await bring())
      await killed(() => engine.call('images.remove', { image: id }), random() * REMOVE_MS)
      await nothingHalf(100)
    }
    for (const { id } of await list()) await engine.call('images.remove', { image: id })
    expect(existsSync(state('images', image.id.slice(7)))).toBe(false)
  })
})
