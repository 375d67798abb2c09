import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { IDLE, ref, skipReason, TestEngine } from '../support/test-engine.ts'
import { until } from '../support/until.ts'
import { WebEngine } from '../support/web-engine.ts'
import { SHORT } from './form.ts'

const CYCLES = SHORT ? 10 : 300
/** Memory may grow by no more a cycle, judged by the medians of the second and the last fifth: V8 keeps some slack at first. */
const GROWTH_BYTES = 40 * 1024

const fifth = (figures: number[], n: number) =>
  median(figures.slice((figures.length * n) / 5, (figures.length * (n + 1)) / 5))
const median = (figures: number[]) =>
  [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0

/** A figure that has not changed for a while: an engine that is left alone forks for the programs to come. */
async function atRest(figure: () => number): Promise<number> {
  for (let last = figure(); ; last = figure()) {
    await sleep(500)
    if (figure() === last) return last
  }
}

describe.skipIf(skipReason)('one engine, cycle after cycle', () => {
  const host = new WebEngine()
  let engine: TestEngine

  beforeAll(async () => {
    engine = await TestEngine.open(host.open)
  })
  // Processes, cgroups, mounts, files, and our own descriptors.
  afterAll(() => engine.clear(), 60_000)

  /** A container's whole life, on a terminal or on pipes. */
  async function cycle(terminal: boolean): Promise<void> {
    await engine.run('c', { process: { ...IDLE.process, terminal } })
    const request = (...args: string[]) => ({ ...ref('c'), request: { args, terminal } })
    const short = await engine.call('execs.create', request('true'))
    await engine.call('execs.start', { ...ref('c'), exec: short.id })
    expect((await engine.execEnded('c', short.id)).exit?.code).toBe(0)
    await engine.call('execs.delete', { ...ref('c'), exec: short.id })
    const long = await engine.call('execs.create', request('sleep', '1000'))
    await engine.call('execs.start', { ...ref('c'), exec: long.id })
    await engine.call('containers.pause', ref('c'))
    await engine.call('containers.resume', ref('c'))
    await engine.kill('c')
    expect((await engine.ended('c')).exit?.code).toBe(137)
    await engine.call('containers.delete', ref('c'))
  }

  test(`${CYCLES} lives: no descriptor, process, cgroup, mount or file is left, and memory does not grow`, async () => {
    // What is loaded, opened and written once comes with the first.
    await cycle(true)
    await cycle(false)
    const files = () => readdirSync(engine.place.folder, { recursive: true }).sort()
    await until(() => !files().some((name) => /trash\/./.test(String(name))), 'an empty trash')
    const [before, descriptors] = [files(), await atRest(() => host.descriptors())]
    const memory: number[] = []
    for (let n = 0; n < CYCLES; n++) {
      await cycle(n % 2 === 0)
      memory.push(host.rss())
    }
    // A deleted folder is removed while nobody waits.
    await until(() => files().length <= before.length, 'no more files').catch(() => {})
    expect(files()).toEqual(before)
    expect(engine.place.monitors()).toEqual([])
    expect(await atRest(() => host.descriptors())).toBeLessThanOrEqual(descriptors)
    const growth = (fifth(memory, 4) - fifth(memory, 1)) / ((CYCLES * 3) / 5)
    const MB = (bytes: number) => (bytes / 1e6).toFixed(1)
    console.log(
      `${CYCLES} cycles: memory ${[0, 1, 2, 3, 4].map((n) => MB(fifth(memory, n))).join(', ')} MB by fifths, ${(growth / 1024).toFixed(1)} KiB a cycle`,
    )
    // So few cycles are all warming up.
    if (!SHORT) expect(growth).toBeLessThan(GROWTH_BYTES)
  })
})
