import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { inChild } from '../support/child-engine.ts'
import { usualHost } from '../support/hosts.ts'
import { commandLine, names } from '../support/look.ts'
import { StoredMoments, skipReason, type Taken } from '../support/stored-moments.ts'
import { failure } from '../support/test-engine.ts'
import { unless } from '../support/unless.ts'
import { until } from '../support/until.ts'
import { SHORT } from './form.ts'

const MIB = 1024 ** 2
/** In the long form, so many instants spread evenly over each work. */
const INSTANTS = SHORT ? 0 : 30

let moments: StoredMoments
let mounted: string | null = null
afterEach(async () => {
  if (mounted) {
    for (const { id } of await all()) await moments.delete(id)
    execFileSync('umount', ['--lazy', mounted])
    mounted = null
  }
  await moments.engine.clear()
})

const all = async () => (await moments.engine.call('engine.snapshot', {})).checkpoints

/** Names of what lies in a moment's folder of differences, and one folder deeper. */
function differences(id: string): string[] {
  const here = moments.files(id, 'differences')
  return here.flatMap((name) => [name, ...moments.files(id, 'differences', name)])
}

/** Looks without a pause, since the engine is another process. Gives whether it was seen before all was over. */
async function seen(holds: () => boolean, over: { over: boolean }): Promise<boolean> {
  for (;;) {
    const { over: isLast } = over
    if (holds()) return true
    if (isLast) return false
    await new Promise(setImmediate)
  }
}

/** Kills the engine in `work` at the instant, and has another one look at what is left. Gives what the instant gives. */
async function killedIn<T>(
  work: () => Promise<unknown>,
  instant: (o: { over: boolean }) => Promise<T>,
): Promise<T> {
  const state = { over: false }
  const working = work()
    .catch(() => {})
    .finally(() => {
      state.over = true
    })
  const given = await instant(state)
  await moments.engine.stop()
  await working
  await moments.engine.start()
  return given
}

/** Some of what is waited for lasts for less than a millisecond. */
const TRIES = 10

/** Kills the engine in `work` as soon as `holds`, which may take some tries: each ends with the moment whole. */
async function killedAs(
  taken: Taken,
  [when, holds]: Step,
  { before, work }: { before(): Promise<void>; work(): Promise<unknown> },
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    await before()
    const wasSeen = await killedIn(work, (state) => seen(holds, state))
    await expectWhole(taken, when)
    if (wasSeen) return
  }
  throw new Error(`it was never seen ${when}`)
}

/** What is seen of a work at one of its steps. */
type Step = [when: string, holds: () => boolean]

/** Nothing is half, nothing is left at work, and it comes back as it was. */
async function expectWhole({ id, hash }: Taken, when: string): Promise<void> {
  expect(
    differences(id).filter((name) => name.startsWith('under-way')),
    when,
  ).toEqual([])
  expect(rdiffs(), when).toEqual([])
  expect(await moments.rewound(id), when).toBe(hash)
}

/** The pids of rdiff at work in this engine's folders. */
const rdiffs = () =>
  names('/proc')
    .map(Number)
    .filter((pid) => {
      const argv = Number.isInteger(pid) ? commandLine(pid) : []
      return (
        argv.some((word) => word.endsWith('rdiff')) &&
        argv.some((word) => word.startsWith(moments.engine.place.folder))
      )
    })

describe('storing a moment, cut off', unless(skipReason), () => {
  test('the engine is killed at each of its steps', async () => {
    moments = await StoredMoments.open(16, inChild)
    const [first, second] = await moments.take(2)
    if (!first || !second) throw new Error('two')
    const { id } = first
    const has = (name: RegExp) => () => differences(id).some((one) => name.test(one))
    const image = () => moments.files(id, 'images').includes('pages-1.img')
    const storing: Step[] = [
      ['as it compares', has(/^signature$/)],
      ['as the difference is written', has(/\.difference$/)],
      ['as the difference is in its place', has(/\.to\./)],
      ['as it is written down', () => moments.files(id).includes('storage.json')],
      ['as the image is gone', () => !image()],
    ]
    for (const step of some(storing)) {
      await killedAs(first, step, {
        before: async () => {
          await moments.engine.call('checkpoints.makeWhole', { checkpoint: id })
          rmSync(moments.path(id, 'storage.json'), { force: true })
        },
        work: () => moments.store(id),
      })
    }
    const bringing: Step[] = [
      ['as the image is written', has(/^pages-1\.img$/)],
      ['as the image is in its place', image],
    ]
    for (const step of some(bringing)) {
      await killedAs(first, step, {
        before: async () => {
          if ((await moments.shown(id)).stored === null) await moments.store(id)
        },
        work: () => moments.engine.call('checkpoints.makeWhole', { checkpoint: id }),
      })
    }
    for (let i = 0; i < INSTANTS; i++) {
      const after = (state: { over: boolean }) =>
        state.over ? Promise.resolve() : sleep((i * 600) / INSTANTS)
      await moments.engine.call('checkpoints.makeWhole', { checkpoint: id })
      await killedIn(() => moments.store(id), after)
      await expectWhole(first, `storing, ${i}`)
      if ((await moments.shown(id)).stored === null) await moments.store(id)
      await killedIn(() => moments.engine.call('checkpoints.makeWhole', { checkpoint: id }), after)
      await expectWhole(first, `bringing back, ${i}`)
    }
    // The base goes, and the engine with it.
    if ((await moments.shown(id)).stored === null) await moments.store(id)
    const wasSeen = await killedIn(
      () => moments.delete(second.id),
      (state) => seen(has(/^pages-1\.img$/), state),
    )
    expect(wasSeen).toBe(true)
    await expectWhole(first, 'as its base is deleted')
    if ((await all()).length === 2) await moments.delete(second.id)
    await expectWhole(first, 'without its base')
  })

  test('a restore comes first: what is being stored by itself is broken off, and done after it', async () => {
    moments = await StoredMoments.open(64)
    const [first, second] = await moments.take(2)
    if (!first || !second) throw new Error('two')
    for (const { id, hash } of SHORT ? [second] : [first, second]) {
      await moments.setBudget(0)
      await until(async () => (await all()).some(({ storing }) => storing), 'one to be stored')
      const begun = performance.now()
      expect(await moments.rewound(id)).toBe(hash)
      expect(performance.now() - begun).toBeLessThan(5000)
      await until(
        async () => (await all()).some(({ stored }) => stored),
        'one to be stored after all',
      )
      await moments.setBudget(null)
      const whole = { checkpoint: first.id }
      await moments.engine.call('checkpoints.makeWhole', whole)
      rmSync(moments.path(first.id, 'storage.json'))
      await moments.engine.restart()
    }
  })

  test('rdiff is killed: that is said, and the moment is whole as before', async () => {
    moments = await StoredMoments.open(32)
    const [first] = await moments.take(2)
    if (!first) throw new Error('two')
    const state = { over: false }
    const storing = failure(moments.store(first.id)).finally(() => {
      state.over = true
    })
    expect(await seen(() => rdiffs().length > 0, state)).toBe(true)
    for (const pid of rdiffs()) process.kill(pid, 'SIGKILL')
    expect(await storing).toMatchObject({
      code: 'runtime-failed',
      message: 'rdiff was ended by a signal',
    })
    expect((await moments.shown(first.id)).stored).toBe(null)
    expect(differences(first.id)).toEqual([])
    await moments.store(first.id)
    await expectWhole(first, 'stored after all')
  })

  test('the disk is full: nothing is lost, it is said, and space is given back', async () => {
    moments = await StoredMoments.open(16, (folders, through) => {
      const checkpoints = join(folders.state, 'checkpoints')
      if (!mounted) {
        mkdirSync(checkpoints, { recursive: true })
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'none', checkpoints])
        mounted = checkpoints
      }
      return usualHost(folders, through)
    })
    const [first, second] = await moments.take(2)
    if (!first || !second) throw new Error('two')
    const ballast = moments.path('.ballast')
    fill(ballast, 0.1 * MIB)
    const full = await failure(moments.store(first.id))
    expect(full).toMatchObject({ code: 'failed-precondition', message: 'the disk is full' })
    expect(full.said).toMatch(/No space left on device/)
    expect((await moments.shown(first.id)).stored).toBe(null)
    expect(differences(first.id)).toEqual([])
    rmSync(ballast)
    await expectWhole(first, 'after the disk was full')

    await moments.store(first.id)
    fill(ballast, 4 * MIB)
    const refused = await failure(
      moments.engine.call('checkpoints.makeWhole', { checkpoint: first.id }),
    )
    expect(refused.message).toContain('the disk has no room for the memory of')
    expect(refused.hint).toMatch(/It takes \d+ MiB; 4 MiB are free/)
    const kept = await failure(moments.delete(second.id))
    expect(kept.message).toMatch(
      /is not deleted: “.*” is stored as a difference to it, and the disk has no room/,
    )
    expect((await all()).length).toBe(2)
    rmSync(ballast)
    await moments.delete(second.id)
    await expectWhole(first, 'without its base')
  })
})

/** In the short form one of three. */
const some = <T>(all: readonly T[]): T[] => all.filter((_, i) => !SHORT || i % 3 === 0)

/** Fills the disk but for so many bytes. */
function fill(path: string, left: number): void {
  const fd = openSync(path, 'w')
  try {
    for (const size of [MIB, 4096]) {
      try {
        for (;;) if (writeSync(fd, Buffer.alloc(size)) < size) break
      } catch {}
    }
  } finally {
    closeSync(fd)
  }
  execFileSync('truncate', ['-s', `-${Math.round(left)}`, path])
}
