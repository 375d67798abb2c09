import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freeKib, onSmallDisk, removeFiller, withLeft } from '../support/small-disk.ts'
import { names, ref, script, skipReason, TestEngine } from '../support/test-engine.ts'
import { unless, withoutRoot } from '../support/unless.ts'
import { until } from '../support/until.ts'
import { SHORT } from './form.ts'
import { Proofs } from './proofs.ts'

const KIB = 1024
const DISK_KIB = 96 * KIB
/** What is left of the disk, KiB: where it ends lies in another phase each time. The last is enough. */
const LEFT = SHORT
  ? [3000, 12_000]
  : [0, 16, 64, 200, 500, 1000, 1500, 2000, 3000, 4000, 5000, 6000, 8000, 12_000, 40_000]
/** What the engine itself writes down meanwhile, KiB: its journal, records of containers. */
const NOISE_KIB = 256

/** Keeps 4 MiB in memory, and 2 in its files. */
const PROGRAM = script(`
  SECRET=$(head -c 8 /dev/urandom | hexdump -e '8/1 "%02x"'); dd if=/dev/urandom of=/file bs=1M count=2
  dd if=/dev/urandom of=/dev/shm/memory bs=1M count=4; SUM=$(md5sum < /dev/shm/memory)
  n=0; while :; do
    [ "$SUM" = "$(md5sum < /dev/shm/memory)" ] || { echo memory > /broken; exit 1; }
    n=$((n+1)); echo $SECRET $n > /proof.new && mv /proof.new /proof; usleep 20000
  done`)

let engine: TestEngine
let proofs: Proofs
beforeEach(async () => {
  engine = await TestEngine.open(onSmallDisk(DISK_KIB))
  proofs = new Proofs(engine)
})
afterEach(async () => {
  removeFiller(state())
  await engine.clear()
})

const state = () => engine.place.folders.state

/** What was deleted goes a moment later. */
const givenBack = (before: number) =>
  until(() => freeKib(state()) > before - NOISE_KIB, 'the space to be given back')

describe('a disk that is full', unless(skipReason || withoutRoot), () => {
  test('in a checkpoint: said so, the container runs on, and the space is given back', async () => {
    await engine.run('c', PROGRAM)
    const secret = await proofs.secret('c')
    const outcomes: string[] = []
    for (const left of LEFT) {
      const before = freeKib(state())
      const failure = await withLeft(state(), left, () => engine.checkpoint('c'))
      outcomes.push(`${left}: ${failure ? `${failure.message} (${failure.said})` : 'taken'}`)
      const { checkpoints } = await engine.call('engine.snapshot', {})
      if (failure) {
        expect(`${failure.message} ${failure.hint} ${failure.said}`).toMatch(/full|no space/i)
        expect(checkpoints).toEqual([])
        expect(names(join(engine.place.folders.state, 'checkpoints'))).toEqual([])
      }
      await proofs.more('c', secret)
      for (const { id } of checkpoints) await engine.call('checkpoints.delete', { checkpoint: id })
      await givenBack(before)
    }
    console.log(outcomes.join('\n'))
    expect(outcomes[0]).not.toContain('taken')
    expect(outcomes.at(-1)).toContain('taken')
  })

  test('in a checkpoint that ends the container: it runs on, or the moment is whole', async () => {
    const outcomes: string[] = []
    for (const left of LEFT) {
      const before = freeKib(state())
      await engine.run('c', PROGRAM)
      const secret = await proofs.secret('c')
      const failure = await withLeft(state(), left, () => engine.checkpoint('c', { exit: true }))
      outcomes.push(`${left}: ${failure ? `${failure.message} (${failure.said})` : 'taken'}`)
      const { checkpoints } = await engine.call('engine.snapshot', {})
      const { status } = await engine.get('c')
      if (status === 'running') {
        expect(checkpoints).toEqual([])
        await proofs.more('c', secret)
      } else {
        const checkpoint = checkpoints[0]?.id ?? ''
        await engine.call('containers.restore', { ...ref('c'), checkpoint })
        await proofs.more('c', secret)
      }
      await engine.destroy('c')
      for (const { id } of checkpoints) await engine.call('checkpoints.delete', { checkpoint: id })
      await givenBack(before)
    }
    console.log(outcomes.join('\n'))
    expect(outcomes[0]).not.toContain('taken')
    expect(outcomes.at(-1)).toContain('taken')
  })

  test('in a restore: said so, the moment is whole, and the space is given back', async () => {
    await engine.run('c', PROGRAM)
    const secret = await proofs.secret('c')
    const { id: checkpoint } = await engine.checkpoint('c', { exit: true })
    await engine.ended('c')
    const restore = () => engine.call('containers.restore', { ...ref('c'), checkpoint })
    const outcomes: string[] = []
    for (const left of LEFT) {
      const before = freeKib(state())
      const failure = await withLeft(state(), left, restore)
      outcomes.push(`${left}: ${failure ? `${failure.message} (${failure.said})` : 'restored'}`)
      if (failure) {
        expect(`${failure.message} ${failure.hint} ${failure.said}`).toMatch(/full|no space/i)
        expect((await engine.get('c')).state).toBe('stopped')
      } else {
        await proofs.more('c', secret)
        await engine.kill('c')
        await engine.ended('c')
      }
      await givenBack(before)
    }
    console.log(outcomes.join('\n'))
    expect(outcomes[0]).not.toContain('restored')
    expect(outcomes.at(-1)).toContain('restored')
    await restore()
    await proofs.more('c', secret)
  })
})
