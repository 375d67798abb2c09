import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../shared/model.ts'
import { inChild } from '../support/child-engine.ts'
import { parentOf } from '../support/look.ts'
import { freeKib, onSmallDisk, removeFiller, smallDisk, withLeft } from '../support/small-disk.ts'
import { commandLine, names, ref, script, skipReason, TestEngine } from '../support/test-engine.ts'
import { unless, withoutRoot } from '../support/unless.ts'
import { SHORT } from './form.ts'
import { Proofs } from './proofs.ts'
import { randomFrom } from './random.ts'

/** Of the engine and of its zstd, in each of the two works. */
const DEATHS = SHORT ? 1 : 12
/** How long a work takes about, ms: the instants lie in it, evenly. */
const WORK_MS = 200
type Victim = 'engine' | 'zstd'
const VICTIMS: readonly Victim[] = SHORT ? ['engine'] : ['engine', 'zstd']
const KIB_LEFT = SHORT ? [2000] : [0, 64, 500, 2000, 5000, 9000]
const DISK_KIB = 64 * 1024
/** What the engine itself writes down meanwhile, KiB. */
const NOISE_KIB = 512

/** RUNCIBLE_CAMPAIGN_SEED repeats it. */
const seed = Number(process.env.RUNCIBLE_CAMPAIGN_SEED ?? Date.now() % 1_000_000)
const random = randomFrom(seed)

/** Keeps 8 MiB of noise in memory, which nothing packs, and a secret. */
const PROGRAM = script(`
  SECRET=$(head -c 8 /dev/urandom | hexdump -e '8/1 "%02x"')
  dd if=/dev/urandom of=/dev/shm/memory bs=1M count=8; SUM=$(md5sum < /dev/shm/memory)
  n=0; while :; do
    [ "$SUM" = "$(md5sum < /dev/shm/memory)" ] || { echo memory > /broken; exit 1; }
    n=$((n+1)); echo $SECRET $n > /proof.new && mv /proof.new /proof; usleep 20000
  done`)

let engine: TestEngine
let proofs: Proofs
const out = () => engine.place.path('out')
const snapshot = async () => (await engine.call('engine.snapshot', {})).checkpoints
const foldersOfMoments = () =>
  names(join(engine.place.folders.state, 'checkpoints')).filter((name) => name.startsWith('cp-'))

interface Taken {
  moment: Checkpoint
  secret: string
}

async function takeMoment(): Promise<Taken> {
  await engine.run('c', PROGRAM)
  const secret = await proofs.secret('c')
  const moment = await engine.checkpoint('c', { exit: true })
  await engine.ended('c')
  await engine.call('containers.delete', ref('c'))
  return { moment, secret }
}

/** The moment runs again, and its program proves that it is what it was. */
async function isWhole({ id }: Checkpoint, secret: string): Promise<void> {
  await engine.run('again', { source: { kind: 'checkpoint', checkpoint: id }, stdin: 'none' })
  await proofs.more('again', secret)
  await engine.destroy('again')
}

/** What packs or unpacks for this engine; 0: nothing does. */
const zstd = () =>
  names('/proc')
    .map(Number)
    .find(
      (pid) =>
        /zstd$/.test(commandLine(pid)[0] ?? '') &&
        commandLine(parentOf(pid)).some((part) => part.startsWith(engine.place.folder)),
    ) ?? 0

/**
 * Ends the engine (it is started again), or its zstd, at an instant of a work; gives what became of that: it was done before,
 * or cut off.
 */
async function killed(victim: Victim, work: Promise<unknown>, afterMs: number) {
  const over = work.then(
    () => 'done' as const,
    () => 'cut off' as const,
  )
  if (victim === 'engine') {
    await sleep(afterMs)
    await engine.stop()
    await engine.start()
    return over
  }
  const isOver = over.then(() => true)
  // It is there for a part of the work alone.
  for (let pid = 0; pid === 0 && !(await Promise.race([isOver, sleep(5, false)])); ) {
    pid = zstd()
    if (pid) await sleep(afterMs / 10)
    if (pid) endHard(pid)
  }
  return over
}

function endHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It had done its work.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

const instants = () => Array.from({ length: DEATHS }, (_, n) => ((n + random()) / DEATHS) * WORK_MS)

/** Each instant once; then sooner and sooner, until one work at least was cut off. Gives what became of them. */
async function atInstants(once: (afterMs: number, n: number) => Promise<'done' | 'cut off'>) {
  const became: string[] = []
  for (const [n, instant] of instants().entries()) became.push(await once(instant, n))
  for (let sooner = WORK_MS / 2; !became.includes('cut off'); sooner /= 2) {
    if (sooner < 1) throw new Error('no work was cut off')
    became.push(await once(sooner, became.length))
  }
  return became
}

/** Exports into a folder that is empty before and after: what lies there meanwhile is whole. */
async function exported(victim: Victim, { moment, secret }: Taken, afterMs: number, n: number) {
  const path = join(out(), `${n}.tar.zst`)
  const call = engine.call('checkpoints.export', { checkpoint: moment.id, path })
  const became = await killed(victim, call, afterMs)
  const written = names(out())
  if (became === 'done') expect(written).toEqual([`${n}.tar.zst`])
  expect(written.length).toBeLessThan(2)
  for (const name of written) {
    const there = join(out(), name)
    expect(await engine.call('checkpoints.look', { path: there })).toMatchObject({
      name: moment.name,
    })
    const imported = await engine.call('checkpoints.import', { path: there })
    await isWhole(imported, secret)
    await engine.call('checkpoints.delete', { checkpoint: imported.id })
    rmSync(there)
  }
  return became
}

async function imported(victim: Victim, { moment, secret }: Taken, path: string, afterMs: number) {
  const became = await killed(victim, engine.call('checkpoints.import', { path }), afterMs)
  const all = await snapshot()
  if (became === 'done') expect(all).toHaveLength(2)
  expect(foldersOfMoments().sort()).toEqual(all.map(({ id }) => id).sort())
  for (const one of all.filter(({ id }) => id !== moment.id)) {
    await isWhole(one, secret)
    await engine.call('checkpoints.delete', { checkpoint: one.id })
  }
  return became
}

describe(
  `while a moment goes out to a file or comes in, seed ${seed}, SIGKILL`,
  unless(skipReason || withoutRoot),
  () => {
    beforeEach(async () => {
      engine = await TestEngine.open(inChild)
      proofs = new Proofs(engine)
      mkdirSync(out())
    })
    afterEach(() => engine.clear())

    for (const victim of VICTIMS) {
      test(`of the ${victim}: the file, and the moment, is whole or not there`, async () => {
        const taken = await takeMoment()
        const exports = await atInstants((after, n) => exported(victim, taken, after, n))
        const path = join(out(), 'whole.tar.zst')
        await engine.call('checkpoints.export', { checkpoint: taken.moment.id, path })
        const imports = await atInstants((after) => imported(victim, taken, path, after))
        console.log(`${victim}: exports ${exports.join(', ')}; imports ${imports.join(', ')}`)
        await isWhole(taken.moment, taken.secret)
      })
    }
  },
)

describe('a disk that is full', unless(skipReason || withoutRoot), () => {
  beforeEach(async () => {
    engine = await TestEngine.open(onSmallDisk(DISK_KIB))
    proofs = new Proofs(engine)
  })
  afterEach(async () => {
    removeFiller(engine.place.folders.state)
    await engine.clear()
  })

  test('while a moment comes in, or where its file is to lie: said so, nothing half stays', async () => {
    const { moment, secret } = await takeMoment()
    const path = engine.place.path('whole.tar.zst')
    await engine.call('checkpoints.export', { checkpoint: moment.id, path })
    const { state } = engine.place.folders
    for (const left of KIB_LEFT) {
      const before = freeKib(state)
      const failure = await withLeft(state, left, () => engine.call('checkpoints.import', { path }))
      expect(`${failure?.message} ${failure?.hint} ${failure?.said}`).toMatch(/full|space|room/i)
      expect(foldersOfMoments()).toEqual([moment.id])
      expect(freeKib(state)).toBeGreaterThan(before - NOISE_KIB)
    }

    const takeAway = smallDisk(out(), 4096)
    try {
      const file = join(out(), 'small.tar.zst')
      const exported = engine.call('checkpoints.export', { checkpoint: moment.id, path: file })
      const failure = await exported.then(
        () => null,
        (error: Error) => error,
      )
      expect(String(failure?.message)).toMatch(/full|space|room/i)
      expect(names(out())).toEqual([])
    } finally {
      takeAway()
    }
    await isWhole(moment, secret)
  })
})
