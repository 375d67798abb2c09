import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toWireError, type WireError } from '../../../shared/errors.ts'
import {
  EXEC_ACTIONS,
  EXEC_STATES,
  EXEC_TABLE,
  type ExecAction,
  type ExecState,
  execCell,
} from '../../../shared/lifecycle.ts'
import { ref, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

/** A harmless signal: the state stays what it is. */
const SIGWINCH = 28
/** Resizes come from viewers, who expect no answer: a console that cannot be resized stays as it is. */
const CALLS = EXEC_ACTIONS.filter((action) => action !== 'resize')

let engine: TestEngine

/** An exec of its own in a state that it was really brought into. */
async function inState(state: ExecState, terminal = false): Promise<string> {
  const args = terminal ? ['sh'] : ['sleep', '1000']
  const { id } = await engine.call('execs.create', { ...ref('c'), request: { args, terminal } })
  if (state === 'created') return id
  await engine.call('execs.start', { ...ref('c'), exec: id })
  if (state === 'running') return id
  await engine.call('execs.kill', { ...ref('c'), exec: id, signal: 9 })
  await engine.execEnded('c', id)
  return id
}

function act(action: ExecAction, exec: string): Promise<unknown> {
  if (action === 'resize') throw new Error('a resize is no call')
  if (action === 'kill') {
    return engine.call('execs.kill', { ...ref('c'), exec, signal: SIGWINCH })
  }
  return engine.call(`execs.${action}`, { ...ref('c'), exec })
}

const failureOf = (work: Promise<unknown>): Promise<WireError | null> =>
  work.then(() => null, toWireError)

async function remove(exec: string): Promise<void> {
  const found = (await engine.get('c')).execs.find(({ id }) => id === exec)
  if (found?.state === 'running') {
    await engine.call('execs.kill', { ...ref('c'), exec, signal: 9 })
    await engine.execEnded('c', exec)
  }
  if (found) await engine.call('execs.delete', { ...ref('c'), exec })
}

describe('the state table of an exec, every cell', unless(skipReason), () => {
  beforeAll(async () => {
    engine = await TestEngine.open()
    await engine.run('c')
  })
  afterAll(() => engine.clear())

  for (const state of EXEC_STATES.filter((state) => state !== 'deleted')) {
    describe(state, () => {
      test.each(CALLS.filter((action) => !execCell(action, state).allowed))(
        '%s is refused in the table’s words, and changes nothing',
        async (action) => {
          const cell = EXEC_TABLE[action][state]
          if (cell.allowed) throw new Error('not among the refused')
          const exec = await inState(state)
          const before = await engine.get('c')
          expect(await failureOf(act(action, exec))).toMatchObject({
            code: cell.code,
            message: cell.reason,
          })
          expect(await engine.get('c')).toEqual(before)
          await remove(exec)
        },
      )

      test.each(CALLS.filter((action) => execCell(action, state).allowed))(
        '%s is allowed',
        async (action) => {
          const exec = await inState(state)
          const cell = EXEC_TABLE[action][state]
          const after = (cell.allowed && cell.to) || state
          expect(await failureOf(act(action, exec))).toBeNull()
          const found = (await engine.get('c')).execs.find(({ id }) => id === exec)
          expect(found?.state ?? 'deleted').toBe(after)
          await remove(exec)
        },
      )
    })
  }

  describe('deleted', () => {
    test.each(CALLS)('%s is refused in the table’s words', async (action) => {
      const cell = EXEC_TABLE[action].deleted
      if (cell.allowed) throw new Error('not among the refused')
      // Only what is asked for while the delete is under way finds the exec in that state.
      const exec = await inState('stopped')
      const deleting = act('delete', exec)
      const answer = failureOf(act(action, exec))
      await deleting
      expect(await answer).toMatchObject({ code: cell.code, message: cell.reason })
      expect(await failureOf(act(action, exec))).toMatchObject({
        code: 'not-found',
        message: `no exec ${exec} in container c: not found`,
      })
    })
  })

  describe('resize', () => {
    test('running: it reaches the terminal', async () => {
      const exec = await inState('running', true)
      const viewer = await Viewer.open(engine.client, { kind: 'exec', ...ref('c'), exec })
      viewer.resize({ cols: 99, rows: 22 })
      await until(async () => (await viewer.ask('stty size')) === '22 99', 'the shell to see it')
      viewer.close()
      await remove(exec)
    })

    test('created: there is no console yet', async () => {
      const exec = await inState('created', true)
      await expect(
        Viewer.open(engine.client, { kind: 'exec', ...ref('c'), exec }),
      ).rejects.toMatchObject({ code: 'failed-precondition' })
      await remove(exec)
    })

    test('stopped: nothing happens', async () => {
      const exec = await inState('stopped', true)
      const viewer = await Viewer.open(engine.client, { kind: 'exec', ...ref('c'), exec })
      viewer.resize({ cols: 99, rows: 22 })
      await until(() => viewer.ended, 'the end of the console')
      expect(viewer.sizes.map(({ cols }) => cols)).toEqual([80])
      expect(viewer.closed).toBeNull()
      viewer.close()
      await remove(exec)
    })
  })
})
