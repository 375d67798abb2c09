import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { IDLE, ref, skipReason, TestEngine } from '../support/test-engine.ts'
import { until } from '../support/until.ts'
import { WebEngine } from '../support/web-engine.ts'
import { SHORT } from './form.ts'

const CYCLES = SHORT ? 10 : 300
/**
 * What is in use after a collection may grow by no more a cycle, over its last four fifths: the journal keeps 2,000 entries, of
 * half a kilobyte each, and is not full before. Without a collection memory is no measure: V8 collects when it likes.
 */
const HEAP_GROWTH_BYTES = 8 * 1024
/** The same of all its memory in RAM, where also what no object holds would be seen; V8 keeps some slack. */
const RAM_GROWTH_BYTES = 40 * 1024

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
    const heap: number[] = []
    const ram: number[] = []
    for (let n = 1; n <= CYCLES; n++) {
      await cycle(n % 2 === 0)
      if (n % (CYCLES / 5) > 0) continue
      heap.push(await host.liveHeap())
      ram.push(host.rss())
    }
    // A deleted folder is removed while nobody waits.
    await until(() => files().length <= before.length, 'no more files').catch(() => {})
    expect(files()).toEqual(before)
    expect(engine.place.monitors()).toEqual([])
    expect(await atRest(() => host.descriptors())).toBeLessThanOrEqual(descriptors)
    const growth = (fifths: number[]) =>
      ((fifths.at(-1) ?? 0) - (fifths.at(0) ?? 0)) / ((CYCLES * 4) / 5)
    const told = (fifths: number[]) =>
      `${fifths.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ')} MB, ${(growth(fifths) / 1024).toFixed(1)} KiB a cycle`
    console.log(`${CYCLES} cycles, after each fifth: in use ${told(heap)}; in RAM ${told(ram)}`)
    // So few cycles are all warming up.
    if (SHORT) return
    expect(growth(heap)).toBeLessThan(HEAP_GROWTH_BYTES)
    expect(growth(ram)).toBeLessThan(RAM_GROWTH_BYTES)
  })
})
