import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { lookInto } from '../../../renderer/actions/looks.ts'
import {
  MOMENT_BUDGET_PLACE,
  readMomentStorage,
  setMomentBudget,
} from '../../../renderer/actions/moment-storage.ts'
import { diffRows } from '../../../renderer/compare/diff-rows.ts'
import { insideTree } from '../../../renderer/inside/inside-tree.ts'
import { placedWithContainer } from '../../../renderer/model.ts'
import { useConnection } from '../../../renderer/store/connection.ts'
import { useFailures } from '../../../renderer/store/failures.ts'
import { useRunning } from '../../../renderer/store/running.ts'
import {
  briefChanges,
  commandOfChange,
  memoryChange,
  noLinesInWords,
} from '../../../renderer/words/compare.ts'
import { addressesInWords, commandInWords, socketInWords } from '../../../renderer/words/inside.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import { inside } from '../../contract/samples/looks.ts'
import { fakeCheckpoint, fakeContainer } from '../../fixtures/fake-containers.ts'

const [sample] = inside.processes
if (!sample) throw new Error('the sample has no process')
const process = (pid: number, parent: number) => ({ ...sample, pid, parent })

describe('processes of a moment as a tree', () => {
  test('each under the one that started it, by pid; what nobody shown has started stands first', () => {
    const rows = insideTree([
      process(9, 1),
      process(1, 0),
      process(7, 9),
      process(3, 1),
      process(5, 4),
    ])
    expect(rows.map(({ process, depth }) => [process.pid, depth])).toEqual([
      [1, 0],
      [3, 1],
      [9, 1],
      [7, 2],
      [5, 0],
    ])
  })

  test('a ring in the images ends; a long chain is no matter', () => {
    const ring = insideTree([process(2, 3), process(3, 2), process(4, 4)])
    expect(ring.map(({ process }) => process.pid).sort()).toEqual([2, 3, 4])
    const chain = Array.from({ length: 20_000 }, (_, n) => process(n + 1, n))
    expect(insideTree(chain)).toHaveLength(20_000)
  })
})

describe('lines that differ', () => {
  test('each with its sign and its numbers on both sides, three lines around it', () => {
    const was = 'a\nb\nc\nd\ne\nf\ng\nh\n'
    const rows = diffRows(was, was.replace('g', 'G\nnew'))
    expect(rows?.map(({ sign, was, is, text }) => [sign, was, is, text])).toEqual([
      ['…', null, null, ''],
      [' ', 4, 4, 'd'],
      [' ', 5, 5, 'e'],
      [' ', 6, 6, 'f'],
      ['−', 7, null, 'g'],
      ['+', null, 7, 'G'],
      ['+', null, 8, 'new'],
      [' ', 8, 9, 'h'],
    ])
  })

  test('nothing where it is the same; a file that is new has added lines alone', () => {
    expect(diffRows('a\n', 'a\n')).toEqual([])
    expect(diffRows('', 'a\nb')?.map(({ sign, text }) => sign + text)).toEqual([
      '+a',
      '+b',
      '…No newline at end of file',
    ])
  })
})

describe('looks under way', () => {
  const moment = placedWithContainer('own', fakeCheckpoint(1, fakeContainer('web')))
  const asked: { signal: AbortSignal; answer(value: unknown): void; fail(error: Error): void }[] =
    []
  const call = (_name: string, _input: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise((answer, fail) => {
      signal.onabort = () => fail(new RuncibleError('cancelled', 'called off'))
      asked.push({ signal, answer, fail })
    })
  beforeEach(() => {
    asked.length = 0
    useConnection.setState({ byHost: new Map([['own', { client: { call } } as never]]) })
  })
  afterEach(() => useConnection.setState({ byHost: new Map() }))
  const begin = () => lookInto(moment, 'checkpoints.inside', { checkpoint: moment.id })
  const places = () => [
    [...useRunning.getState().byPlace.keys()],
    [...useFailures.getState().byPlace.keys()],
  ]

  test('each has its own place: the end of one leaves the other under way, and its failure alone', async () => {
    const [one, other] = [begin(), begin()]
    expect(places()).toEqual([[one.place, other.place], []])
    asked[0]?.fail(new RuncibleError('runtime-failed', 'broken'))
    expect(await one.told).toBeUndefined()
    expect(places()).toEqual([[other.place], [one.place]])
    asked[1]?.answer(inside)
    expect(await other.told).toEqual(inside)
    expect(places()).toEqual([[], [one.place]])
    one.callOff()
    await vi.waitFor(() => expect(places()).toEqual([[], []]))
  })

  test('one that is called off is cancelled in the engine, and leaves nothing', async () => {
    const [one, other] = [begin(), begin()]
    one.callOff()
    expect(await one.told).toBeUndefined()
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false])
    expect(places()).toEqual([[other.place], []])
    other.callOff()
    await other.told
    expect(places()).toEqual([[], []])
  })
})

test('a failed change of the storage of moments stands while that is read again', async () => {
  const call = (name: string) =>
    name === 'checkpoints.setStorage'
      ? Promise.reject(new RuncibleError('internal', 'the disk is full'))
      : Promise.resolve({})
  useConnection.setState({ byHost: new Map([['own', { client: { call } } as never]]) })
  await setMomentBudget('own', 1)
  await readMomentStorage('own')
  expect(useFailures.getState().byPlace.get(MOMENT_BUDGET_PLACE)?.error.message).toBe(
    'the disk is full',
  )
  useFailures.getState().dismiss(MOMENT_BUDGET_PLACE)
})

test('words for what differs', () => {
  const brief = { name: 'sh', args: ['sh'], state: 'alive', threadCount: 1 } as const
  const was = { ...brief, args: [...brief.args] }
  const is = { ...was, args: ['sh', '-x'], state: 'stopped' as const, threadCount: 3 }
  expect(commandOfChange({ pid: 1, change: 'changed', was, is })).toBe('sh → sh -x')
  expect(commandOfChange({ pid: 1, change: 'gone', was, is: null })).toBe('sh')
  expect(briefChanges({ pid: 1, change: 'changed', was, is })).toBe(
    'alive → stopped, 1 thread → 3 threads',
  )
  expect([memoryChange(4096, null), memoryChange(null, 4096)]).toEqual(['−4 KiB', '+4 KiB'])
  expect(commandInWords({ name: 'kworker', args: null })).toBe('[kworker]')
  expect(commandInWords({ name: 'x', args: ['a\u001b[2J'] })).toContain('\\x1b[2J')
  const text = { kind: 'text', text: 'a', bytes: 1, truncated: false } as const
  expect(noLinesInWords({ was: null, is: null })).toMatch(/^It is on neither side any more/)
  expect(noLinesInWords({ was: { ...text, kind: 'binary' }, is: null })).toBe(
    'It was no text, 1 B. It is not there.',
  )
  const [socket] = inside.sockets
  expect(socket && socketInWords(socket)).toBe('tcp stream')
  expect(socket && socketInWords({ ...socket, kind: 'other', type: 'netlink' })).toBe('netlink')
  expect(socket && addressesInWords({ ...socket, remote: 'x:1' })).toBe('[::1]:80 → x:1')
})
