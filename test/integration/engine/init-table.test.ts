import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toWireError, type WireError } from '../../../shared/errors.ts'
import {
  INIT_ACTIONS,
  INIT_STATES,
  INIT_TABLE,
  type InitAction,
  type InitState,
  initCell,
  statusOf,
} from '../../../shared/lifecycle.ts'
import type { Checkpoint } from '../../../shared/model.ts'
import { hasLimits } from '../../support/limits.ts'
import { IDLE, ref, runcState, script, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

/** A harmless signal: the state stays what it is. */
const SIGWINCH = 28

/**
 * Cells that the table leaves to runc, which then has nothing to act on: containerd answers so, too. A container that is
 * created from a checkpoint is not known to runc before it is restored.
 */
const RUNC_REFUSES: Partial<Record<`${InitState} ${InitAction}`, string>> = {
  'stopped kill': 'process already finished: not found',
  'createdFromCheckpoint kill': 'no such container: not found',
}

/** What the table allows and runc then cannot do on a v2 machine without controllers. */
const NO_CONTROLLERS = /^OCI runtime update failed: .*pids\.max: no such file/

/** Resizes come from viewers, who expect no answer: a console that cannot be resized stays as it is. */
const CALLS = INIT_ACTIONS.filter((action) => action !== 'resize')

let engine: TestEngine
let checkpoint: Checkpoint
let count = 0

/** A container of its own in a state that it was really brought into. */
async function inState(state: InitState): Promise<string> {
  const id = `${state}-${count++}`
  const source = { kind: 'checkpoint', checkpoint: checkpoint.id } as const
  if (state === 'createdFromCheckpoint') await engine.create(id, { source })
  else await engine.create(id, script('while :; do sleep 1; done'))
  if (state === 'created' || state === 'createdFromCheckpoint') return id
  await engine.call('containers.start', ref(id))
  if (state === 'paused') await engine.call('containers.pause', ref(id))
  if (state === 'stopped') {
    await engine.kill(id)
    await engine.ended(id)
  }
  return id
}

function act(action: InitAction, id: string): Promise<unknown> {
  switch (action) {
    case 'start':
    case 'pause':
    case 'resume':
    case 'delete':
    case 'rerun':
      return engine.call(`containers.${action}`, ref(id))
    case 'update':
      return engine.call('containers.update', { ...ref(id), limits: { pids: 50 } })
    case 'kill':
      return engine.kill(id, SIGWINCH)
    case 'checkpoint':
      return engine.checkpoint(id)
    case 'rewind':
      return engine.call('containers.rewind', { ...ref(id), checkpoint: checkpoint.id })
    case 'recreate':
      return recreate(id)
    case 'exec':
      return engine.call('execs.create', { ...ref(id), request: { args: ['true'] } })
    case 'debug':
      return engine.call('shells.open', ref(id))
    case 'resize':
      throw new Error('a resize is no call')
  }
}

/** With the config.json that it has; nobody reads that of what is being deleted. */
async function recreate(id: string): Promise<unknown> {
  const { config } =
    id === 'deleted' ? { config: '{}' } : await engine.call('containers.config', ref(id))
  return engine.call('config.recreate', { ...ref(id), config, basedOn: config })
}

const failureOf = (work: Promise<unknown>): Promise<WireError | null> =>
  work.then(() => null, toWireError)

/** What runc says and what the engine shows, for comparing before and after. */
const picture = async (id: string) => ({
  runc: await runcState(engine.place.root(), id),
  shown: await engine.get(id),
})

/** runc's own word for a state; null where it knows no such container. */
const RUNC_STATUS: Record<InitState, string | null> = {
  created: 'created',
  createdFromCheckpoint: null,
  running: 'running',
  paused: 'paused',
  stopped: 'stopped',
  deleted: null,
}

async function expectState(id: string, state: InitState): Promise<void> {
  expect((await runcState(engine.place.root(), id))?.status ?? null).toBe(RUNC_STATUS[state])
  if (state === 'deleted') {
    expect((await engine.containers()).map((container) => container.id)).not.toContain(id)
    return
  }
  const shown = await engine.get(id)
  expect(shown).toMatchObject({ state, status: statusOf(state, false), busy: null })
}

describe('the state table of the init, every cell', unless(skipReason), () => {
  beforeAll(async () => {
    engine = await TestEngine.open()
    await engine.run('source', script('while :; do sleep 1; done'))
    checkpoint = await engine.checkpoint('source')
  })
  afterAll(async () => {
    await engine.call('checkpoints.delete', { checkpoint: checkpoint.id })
    await engine.clear()
  })

  for (const state of INIT_STATES.filter((state) => state !== 'deleted')) {
    describe(state, () => {
      const refused = CALLS.filter((action) => !initCell(action, state).allowed)
      let id: string
      beforeAll(async () => {
        id = await inState(state)
      })
      afterAll(() => engine.destroy(id))

      test.each(refused)(
        '%s is refused in the table’s words, and changes nothing',
        async (action) => {
          const cell = INIT_TABLE[action][state]
          if (cell.allowed) throw new Error('not among the refused')
          const before = await picture(id)
          const events = engine.changes(id).length
          expect(await failureOf(act(action, id))).toMatchObject({
            code: cell.code,
            message: cell.reason,
          })
          expect(await picture(id)).toEqual(before)
          expect(engine.changes(id).length, 'it was published as if something had changed').toBe(
            events,
          )
          const entry = (await engine.journal(id)).at(-1)
          expect(entry?.error?.message).toBe(cell.reason)
          expect(entry?.commands).toEqual([])
        },
      )

      const allowed = CALLS.filter((action) => initCell(action, state).allowed)
      test.each(allowed)('%s is allowed', async (action) => {
        const own = await inState(state)
        const cell = INIT_TABLE[action][state]
        const after = (cell.allowed && cell.to) || state
        const error = await failureOf(act(action, own))
        const words = RUNC_REFUSES[`${state} ${action}`] ?? null
        if (action === 'update' && !hasLimits && state !== 'createdFromCheckpoint') {
          expect(error?.message).toMatch(NO_CONTROLLERS)
        } else expect(error?.message ?? null).toBe(words)
        await expectState(own, after)
        if (after !== 'deleted') await engine.destroy(own)
      })
    })
  }

  describe('deleted', () => {
    let answers: Map<InitAction, WireError | null>
    beforeAll(async () => {
      // Only what is asked for while the delete is under way finds the container in that state.
      await engine.create('deleted', IDLE)
      const deleting = engine.call('containers.delete', ref('deleted'))
      const asked = CALLS.map(
        async (action) => [action, await failureOf(act(action, 'deleted'))] as const,
      )
      await deleting
      answers = new Map(await Promise.all(asked))
    })

    test.each(CALLS)('%s is refused in the table’s words', (action) => {
      const cell = INIT_TABLE[action].deleted
      if (cell.allowed) throw new Error('not among the refused')
      expect(answers.get(action)).toMatchObject({ code: cell.code, message: cell.reason })
    })

    test.each(CALLS)('%s afterwards: there is no such container', async (action) => {
      expect(await failureOf(act(action, 'deleted'))).toMatchObject({
        code: 'not-found',
        message: 'no such container: deleted: not found',
      })
    })
  })

  describe('resize', () => {
    test.each(['created', 'running', 'paused'] as const)(
      '%s: it reaches the terminal',
      async (state) => {
        const id = `resize-${state}`
        await engine.create(id, { process: { terminal: true } })
        if (state !== 'created') await engine.call('containers.start', ref(id))
        const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref(id) })
        if (state === 'paused') await engine.call('containers.pause', ref(id))
        viewer.resize({ cols: 111, rows: 33 })
        await until(() => viewer.sizes.at(-1)?.cols === 111, 'the new size')
        if (state === 'created') await engine.call('containers.start', ref(id))
        if (state === 'paused') await engine.call('containers.resume', ref(id))
        await until(async () => (await viewer.ask('stty size')) === '33 111', 'the shell to see it')
        viewer.close()
        await engine.destroy(id)
      },
    )

    test.each(['createdFromCheckpoint', 'stopped'] as const)(
      '%s: nothing happens',
      async (state) => {
        const id = await inState(state)
        const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref(id) })
        const before = await picture(id)
        viewer.resize({ cols: 111, rows: 33 })
        expect(await picture(id)).toEqual(before)
        expect(viewer.sizes.map(({ cols }) => cols)).toEqual([80])
        expect(viewer.closed).toBeNull()
        viewer.close()
        await engine.destroy(id)
      },
    )
  })
})

describe('on the way', unless(skipReason), () => {
  beforeAll(async () => {
    engine = await TestEngine.open()
  })
  afterAll(() => engine.clear())

  test('“pausing” is shown while runc pause runs, and the action as under way with it', async () => {
    await engine.run('a')
    await engine.call('containers.pause', ref('a'))
    const seen = engine.changes('a').map(({ status, busy }) => `${status} ${busy?.action ?? '-'}`)
    const at = seen.indexOf('pausing pause')
    expect(at).toBeGreaterThanOrEqual(0)
    expect(seen.at(-1)).toBe('paused -')
    expect(new Set(seen.slice(at))).toEqual(new Set(['pausing pause', 'paused -']))
    await engine.destroy('a')
  })
})
