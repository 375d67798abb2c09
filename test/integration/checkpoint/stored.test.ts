import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { Checkpoint } from '../../../shared/model.ts'
import { Remembering } from '../../support/remembering.ts'
import { failure, ref, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless, without } from '../../support/unless.ts'

const missing = without({ rdiff: await which('rdiff'), python3: await which('python3') })
const MIB = 1024 ** 2

let engine: TestEngine
let program: Remembering
beforeEach(async () => {
  engine = await TestEngine.open()
  mkdirSync(engine.place.path('p'))
  program = new Remembering(engine.place.path('p'), 64)
  await engine.run('c', { source: { kind: 'bundle', path: program.bundle }, stdin: 'none' })
  await program.ready()
})
afterEach(() => engine.clear())

/** Moments of the program, with the hash of its data in each; one page of a hundred changed from each to the next. */
async function moments(n: number): Promise<{ id: string; hash: string }[]> {
  const taken = []
  for (let i = 0; i < n; i++) {
    const hash = await (i ? program.change() : program.hash())
    taken.push({ id: (await engine.checkpoint('c', { exit: i === n - 1 })).id, hash })
  }
  return taken
}

const shown = async (id: string): Promise<Checkpoint> => {
  const { checkpoints } = await engine.call('engine.snapshot', {})
  const found = checkpoints.find((one) => one.id === id)
  if (!found) throw new Error(`no moment ${id}`)
  return found
}

const store = (id: string) => engine.call('checkpoints.store', { checkpoint: id })

/** Back in its place, and the program's own proof of it. */
async function rewound(id: string): Promise<string> {
  await engine.call('containers.restore', { ...ref('c'), checkpoint: id })
  const hash = await program.hash()
  await engine.kill('c')
  await engine.ended('c')
  return hash
}

describe('moments stored as differences', unless(skipReason || missing), () => {
  test('three of 64 MiB: each comes back as it was, from a difference to a difference too', async () => {
    const [first, second, third] = await moments(3)
    if (!first || !second || !third) throw new Error('three')
    const whole = await shown(first.id)
    expect(whole.size).toBeGreaterThan(64 * MIB)
    const stored = await store(first.id)
    expect(stored.stored).toMatchObject({ base: second.id })
    expect(stored.stored?.wholeBytes).toBeGreaterThan(64 * MIB)
    expect(stored.stored?.bytes).toBeLessThan(3 * MIB)
    expect(stored.stored?.takesMs).toBeGreaterThan(10)
    expect(stored.size).toBeLessThan(5 * MIB)
    expect((await store(second.id)).stored).toMatchObject({ base: third.id })
    expect(await failure(store(third.id))).toMatchObject({ code: 'failed-precondition' })

    await engine.restart()
    expect(await shown(first.id)).toEqual(
      (await shown(first.id)) && { ...(await shown(first.id)), size: stored.size },
    )
    for (const { id, hash } of [first, second, third]) {
      expect(await rewound(id)).toBe(hash)
      expect((await shown(id)).stored).toBe(null)
    }
  })
})
