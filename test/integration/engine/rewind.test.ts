import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallInput } from '../../../shared/contract.ts'
import type { Checkpoint } from '../../../shared/model.ts'
import { askShell } from '../../support/ask.ts'
import { inChild } from '../../support/child-engine.ts'
import { failure, ref, skipReason, TestEngine, type Wanted } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

let engine: TestEngine
afterEach(() => engine.clear())

const SHELL: Wanted = { process: { terminal: true } }
const rewind = (
  id: string,
  { id: checkpoint }: Checkpoint,
  rest: Partial<CallInput<'containers.rewind'>> = {},
) => engine.call('containers.rewind', { ...ref(id), checkpoint, ...rest })

/** Asks a shell, through a console of its own. */
const ask = (id: string, command: string) => askShell(engine, id, command)

/** A shell at a moment, and later. */
async function later(id: string, wanted: Wanted = SHELL): Promise<Checkpoint> {
  await engine.run(id, wanted)
  await ask(id, 'X=then; echo then > /note')
  const moment = await engine.checkpoint(id, { name: 'then' })
  await ask(id, 'X=later; echo later > /note; touch /rubbish')
  return moment
}

const stateOf = (id: string) => ask(id, 'echo $X; cat /note; ls /rubbish 2>&1 | tail -c 4')
const THEN = 'then\nthen\nory'
const LATER = 'later\nlater\nish'

describe('a rewind', unless(skipReason), () => {
  beforeEach(async () => {
    engine = await TestEngine.open()
  })

  test('of a running container: it is ended and is the moment again; nothing starts it as after a failure', async () => {
    const moment = await later('c', { ...SHELL, naming: { restarts: 3 } })
    const { pid } = await engine.get('c')
    await engine.exec('c', 'sleep', '1000')
    const rewound = await rewind('c', moment)
    expect(rewound).toMatchObject({ state: 'running', exit: null, busy: null, monitor: 'watching' })
    expect(rewound.pid).not.toBe(pid)
    expect(await stateOf('c')).toBe(THEN)
    expect((await engine.call('processes.inspect', ref('c'))).differences).toEqual([])
    expect(rewound.execs.map(({ state }) => state)).toEqual(['stopped'])
    expect((await engine.get('c')).restarts).toEqual({ count: 0, dueAt: null })
    const phases = engine.changes('c').flatMap(({ busy }) => (busy ? [busy.phase] : []))
    expect(phases.slice(-1)).toEqual(['restoring'])
    await engine.kill('c')
    expect((await engine.ended('c')).exit).toMatchObject({ code: 137, reason: 'signal' })
  })

  test('keeps what would be lost, where asked: a moment of its end, and from it the later state comes back', async () => {
    const moment = await later('c')
    await rewind('c', moment, { keep: { name: 'kept' } })
    expect(await stateOf('c')).toBe(THEN)
    const { checkpoints } = await engine.call('engine.snapshot', {})
    const kept = checkpoints.find(({ name }) => name === 'kept')
    if (!kept) throw new Error('nothing was kept')
    await rewind('c', kept)
    expect(await stateOf('c')).toBe(LATER)
  })

  test('is refused before anything ends, where it could not be, and where what is to be kept cannot be', async () => {
    const moment = await later('c')
    const { pid } = await engine.get('c')
    const used = engine.place.path('used')
    writeFileSync(used, 'mine')
    expect(
      await failure(rewind('c', moment, { keep: { name: 'kept', imagePath: used } })),
    ).toMatchObject({ code: 'invalid-input' })
    rmSync(join(moment.imagePath, 'inventory.img'))
    expect(await failure(rewind('c', moment))).toMatchObject({
      code: 'failed-precondition',
      message: 'the images of “then” are gone',
    })
    expect(await engine.get('c')).toMatchObject({ state: 'running', busy: null, pid })
    expect(await stateOf('c')).toBe(LATER)
  })

  test('that fails after the end leaves it stopped with its files, says so, and can be made again', async () => {
    await engine.run('c', SHELL)
    await ask('c', 'echo 1 > /file; exec 7</file; X=then')
    const moment = await engine.checkpoint('c')
    await ask('c', 'echo later > /note')
    const file = join(moment.rootfs ?? '', 'file')
    writeFileSync(file, 'longer than it was')
    const error = await failure(rewind('c', moment))
    expect(error).toMatchObject({ code: 'restore-failed' })
    expect(error.hint).toMatch(/It was ended for this and is stopped, with the files/)
    const after = await engine.get('c')
    expect(after).toMatchObject({ state: 'stopped', busy: null, exit: { code: 137 } })
    await engine.call('containers.rerun', ref('c'))
    expect(await ask('c', 'cat /note')).toBe('later')
    writeFileSync(file, '1\n')
    await rewind('c', moment)
    expect(await ask('c', 'echo $X; ls /note 2>&1')).toMatch(/^then\nls: \/note: No such file/)
  })
})

describe('an engine that is killed in a rewind', unless(skipReason), () => {
  beforeEach(async () => {
    engine = await TestEngine.open(inChild)
  })

  test('between the end and the restore: the next one finds it stopped, says why, and rewinds it', async () => {
    const moment = await later('c', { ...SHELL, naming: { restarts: 3 } })
    const cut = rewind('c', moment).catch(() => {})
    await until(
      () => engine.changes('c').some(({ state }) => state === 'stopped'),
      'it to be seen ended',
    )
    await engine.restart()
    await cut
    const left = await engine.get('c')
    expect(left).toMatchObject({
      state: 'stopped',
      busy: null,
      problem: { message: 'the engine ended while this was rewound to “then”' },
    })
    expect(left.restarts.dueAt).toBeNull()
    await rewind('c', moment)
    expect(await engine.get('c')).toMatchObject({ state: 'running', problem: null })
    expect(await stateOf('c')).toBe(THEN)
  })
})
