import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processStat } from '../../electron/engine/runtime/proc.ts'
import { inChild } from '../support/child-engine.ts'
import { parentOf } from '../support/look.ts'
import {
  commandLine,
  failure,
  names,
  ref,
  runc,
  skipReason,
  TestEngine,
} from '../support/test-engine.ts'
import { unless, withoutRoot } from '../support/unless.ts'
import { until } from '../support/until.ts'
import { SHORT } from './form.ts'
import { Proofs } from './proofs.ts'
import { randomFrom } from './random.ts'
import { WORKLOADS } from './workloads.ts'

/** Of each victim, in each of the three works. */
const DEATHS = SHORT ? 1 : 20
/** How long a work takes about, ms: the instants lie in it, evenly. */
const WORK_MS = { running: 500, ending: 450, restoring: 500 }
type Work = keyof typeof WORK_MS
const CHECKPOINTS: readonly ('running' | 'ending')[] = SHORT ? ['running'] : ['running', 'ending']
type Victim = 'engine' | 'conmon' | 'criu'
const VICTIMS: readonly Victim[] = ['engine', 'conmon', 'criu']

/** It names itself otherwise once it is at work. */
const CRIU = /criu(: (dump|restore)| swrk)/

/** RUNCIBLE_CAMPAIGN_SEED repeats it. */
const seed = Number(process.env.RUNCIBLE_CAMPAIGN_SEED ?? Date.now() % 1_000_000)
const random = randomFrom(seed)
const workload = WORKLOADS.find(({ name }) => name === 'deleted open files')
const plain = WORKLOADS.find(({ name }) => name === 'a counter without a terminal')

let engine: TestEngine
let proofs: Proofs
beforeEach(async () => {
  engine = await TestEngine.open(inChild)
  proofs = new Proofs(engine)
})
afterEach(() => engine.clear())

/** What a victim is: the engine itself, the container's conmon, the CRIU that works for it. 0: there is none now. */
function pidOf(victim: Victim): number {
  if (victim === 'conmon') return engine.place.monitors()[0] ?? 0
  const isOurs = (pid: number) =>
    CRIU.test(commandLine(pid).join(' ')) &&
    commandLine(parentOf(pid)).some((part) => part.startsWith(engine.place.folder))
  return names('/proc').map(Number).filter(Number.isInteger).find(isOurs) ?? 0
}

/** Ends the victim at an instant of the work; the engine is started again. Gives whether there was one. */
async function killed(victim: Victim, work: Promise<unknown>, afterMs: number): Promise<boolean> {
  const over = work.then(
    () => true,
    () => true,
  )
  await sleep(afterMs)
  if (victim === 'engine') {
    await engine.stop()
    await over
    await engine.start()
    return true
  }
  const pid = pidOf(victim)
  if (pid) process.kill(pid, 'SIGKILL')
  await over
  return pid !== 0
}

/** Nothing counts but what is whole; what is shown has its folder, and no other folder is there. */
async function nothingHalf(): Promise<void> {
  const { checkpoints } = await engine.call('engine.snapshot', {})
  const folders = names(join(engine.place.folders.state, 'checkpoints')).filter((name) =>
    name.startsWith('cp-'),
  )
  expect(folders.sort()).toEqual(checkpoints.map(({ id }) => id).sort())
  for (const { id } of checkpoints) {
    const folder = join(engine.place.folders.state, 'checkpoints', id)
    expect(existsSync(join(folder, 'pending.json'))).toBe(false)
    expect(existsSync(join(folder, 'ahead'))).toBe(false)
  }
  expect(stopped()).toEqual([])
}

/** What stands still of what works for this engine, but the container itself. */
const stopped = () =>
  names('/proc').filter(
    (pid) =>
      processStat(Number(pid))?.state === 'T' &&
      commandLine(Number(pid)).some((part) => part.startsWith(engine.place.folder)),
  )

/** Every moment that is shown can be restored, into the same program. They are deleted then. */
async function momentsAreWhole(secret: string): Promise<number> {
  const { checkpoints } = await engine.call('engine.snapshot', {})
  for (const { id } of checkpoints) {
    await engine.create('again', { source: { kind: 'checkpoint', checkpoint: id }, stdin: 'none' })
    await engine.call('containers.start', ref('again'))
    await proofs.more('again', secret)
    await engine.destroy('again')
    await engine.call('checkpoints.delete', { checkpoint: id })
  }
  return checkpoints.length
}

/** Instants of a work, evenly spread and a little off. */
const instants = (work: Work) =>
  Array.from({ length: DEATHS }, (_, n) => ((n + random()) / DEATHS) * WORK_MS[work])

test(
  'the engine dies while it holds a dump: the container goes on without one',
  unless(skipReason || withoutRoot),
  async () => {
    await engine.run('c', workload?.wanted)
    const secret = await proofs.secret('c')
    const taking = failure(engine.checkpoint('c'))
    await until(() => stopped().length > 0, 'a dump that is held')
    await engine.stop()
    await taking
    const { count = 0 } = proofs.read('c') ?? {}
    await until(() => (proofs.read('c')?.count ?? 0) > count, 'a proof without an engine')
    expect(stopped()).toEqual([])
    await engine.start()
    await nothingHalf()
    await proofs.more('c', secret)
  },
)

/** A runc whose CRIU writes its log of a dump where nobody can follow it. */
function unfollowed(): string {
  const path = engine.place.path('runc')
  const text = `#!/bin/sh
work=; before=
for word; do [ "$before" = --work-path ] && work=$word; before=$word; done
[ -n "$work" ] && ln -s /dev/null "$work/dump.log"
exec ${runc} "$@"
`
  writeFileSync(path, text, { mode: 0o755 })
  return path
}

test(
  'the engine dies while it has paused what it could not hold: the next one lets that go on',
  unless(skipReason || withoutRoot),
  async () => {
    await engine.run('c', { ...plain?.wanted, runtime: { binary: unfollowed() } })
    const secret = await proofs.secret('c')
    const taking = failure(engine.checkpoint('c'))
    const phases = () => engine.changes('c').flatMap(({ busy }) => busy?.phase ?? [])
    const isPaused = () => phases().includes('pausing') && phases().at(-1) !== 'pausing'
    await until(isPaused, 'it to be paused')
    await engine.stop()
    await taking
    expect(phases()).not.toContain('resuming')
    await engine.start()
    expect((await engine.get('c')).state).toBe('running')
    await nothingHalf()
    await proofs.more('c', secret)
    await engine.checkpoint('c')
    await proofs.more('c', secret)
    expect(await momentsAreWhole(secret)).toBe(1)
  },
)

describe(
  `in a checkpoint or a restore, seed ${seed}, SIGKILL`,
  unless(skipReason || withoutRoot),
  () => {
    for (const victim of VICTIMS) {
      test(`of the ${victim}: the container or the moment is whole`, async () => {
        const tally = { killed: 0, ran: 0, moments: 0, ended: 0 }
        for (const work of CHECKPOINTS) {
          for (const instant of instants(work)) {
            await engine.run('c', workload?.wanted)
            const secret = await proofs.secret('c')
            const taking = engine.checkpoint('c', { exit: work === 'ending' })
            if (await killed(victim, taking, instant)) tally.killed++
            await nothingHalf()
            const { status } = await engine.get('c')
            expect(['running', 'stopped', 'checkpointed']).toContain(status)
            if (status === 'running') {
              await proofs.more('c', secret)
              tally.ran++
            }
            const moments = await momentsAreWhole(secret)
            tally.moments += moments
            if (status !== 'running' && moments === 0) tally.ended++
            await engine.destroy('c')
          }
        }
        console.log(`${victim}, checkpoints: ${JSON.stringify(tally)}`)
        // CRIU that is killed while it is inside the processes takes some along; nobody else does.
        if (victim !== 'criu') expect(tally.ended).toBe(0)

        await engine.run('c', workload?.wanted)
        const secret = await proofs.secret('c')
        const moment = await engine.checkpoint('c', { exit: true })
        await engine.ended('c')
        for (const instant of instants('restoring')) {
          const restoring = engine.call('containers.restore', {
            ...ref('c'),
            checkpoint: moment.id,
          })
          await killed(victim, restoring, instant)
          await nothingHalf()
          const { status } = await engine.get('c')
          if (status === 'running') {
            // One without its monitor ends like any other.
            await proofs.more('c', secret)
            await engine.kill('c')
          }
          await engine.ended('c')
          await engine.call('containers.restore', { ...ref('c'), checkpoint: moment.id })
          await proofs.more('c', secret)
          await engine.kill('c')
          await engine.ended('c')
        }
        await engine.destroy('c')
      })
    }
  },
)
