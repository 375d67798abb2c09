import { describe, expect, test } from 'vitest'
import type { Spec } from '../../../electron/engine/bundle/spec.ts'
import { inTurns } from '../../../electron/engine/groups/order.ts'
import {
  afterEnd,
  afterFailedAttempt,
  delayBefore,
  isMeantToEnd,
  NO_RESTARTS,
} from '../../../electron/engine/groups/restart-policy.ts'
import { stopSignalOf } from '../../../electron/engine/groups/stop.ts'
import { type Exit, Naming } from '../../../shared/model.ts'

const now = new Date('2026-11-25T12:00:00.000Z')
const exit = (differs: Partial<Exit> = {}): Exit => ({
  code: 1,
  signal: null,
  oom: false,
  at: now.toISOString(),
  reason: 'exited',
  ...differs,
})
const naming = (restarts: number) => Naming.parse({ restarts })
const seconds = (before: number) => new Date(now.getTime() - before * 1000).toISOString()
const endOf = (differs: object) =>
  afterEnd(
    { naming: naming(3), restarts: NO_RESTARTS, exit: exit(), startedAt: seconds(1), ...differs },
    now,
  )
const isAgain = (differs: object) => endOf(differs).restarts.dueAt !== null

describe('is it started again?', () => {
  test.each([
    ['it failed', {}, true],
    ['by a signal', { exit: exit({ code: 139, signal: 11, reason: 'signal' }) }, true],
    ['out of memory', { exit: exit({ code: 137, signal: 9, oom: true, reason: 'oom' }) }, true],
    ['it ended well', { exit: exit({ code: 0 }) }, false],
    ['by a checkpoint', { exit: exit({ code: 137, reason: 'checkpoint' }) }, false],
    ['unseen', { exit: exit({ code: null, reason: 'unseen' }) }, false],
    ['with the machine', { exit: exit({ code: null, reason: 'reboot' }) }, false],
    ['it was told to', { restarts: { ...NO_RESTARTS, stopAsked: true } }, false],
    ['never is the policy', { naming: naming(0) }, false],
    ['so often already', { restarts: { ...NO_RESTARTS, count: 3 } }, false],
    [
      'so often, but it ran for a minute',
      { restarts: { ...NO_RESTARTS, count: 3 }, startedAt: seconds(60) },
      true,
    ],
    [
      'so often, and nobody knows how long it ran',
      { restarts: { ...NO_RESTARTS, count: 3 }, startedAt: null },
      false,
    ],
  ])('%s', (_what, differs, again) => {
    expect(isAgain(differs)).toBe(again)
  })

  test('after twice as long each time, ten seconds at most', () => {
    expect([0, 1, 2, 3, 6, 7, 50].map(delayBefore)).toEqual([
      100, 200, 400, 800, 6400, 10_000, 10_000,
    ])
    expect(endOf({}).restarts).toEqual({
      count: 1,
      dueAt: '2026-11-25T12:00:00.100Z',
      stopAsked: false,
    })
  })

  test('where it is not, somebody who could have expected it is told why', () => {
    expect(endOf({ naming: naming(0) }).why).toBeNull()
    expect(endOf({ exit: exit({ code: 0 }) }).why).toBeNull()
    expect(endOf({ restarts: { ...NO_RESTARTS, count: 3 } }).why).toBe(
      'it failed again after 3 restarts: given up',
    )
    expect(afterFailedAttempt(naming(1), { ...NO_RESTARTS, count: 1 }, now).why).toBe(
      'it failed again after 1 restart: given up',
    )
  })

  test('a word to a program is no order to end', () => {
    expect([15, 9, 2, 3, 6].every(isMeantToEnd)).toBe(true)
    expect([1, 10, 12, 17, 18, 19, 28].some(isMeantToEnd)).toBe(false)
  })
})

test('those of one number are one turn', () => {
  const one = (id: string, order: number) => ({
    meta: { id, request: { naming: Naming.parse({ order }) } },
  })
  const turns = inTurns([one('web', 10), one('b', 2), one('a', 2), one('db', 0)])
  expect(turns.map((turn) => turn.map(({ meta }) => meta.id))).toEqual([
    ['db'],
    ['a', 'b'],
    ['web'],
  ])
})

test.each([
  ['SIGINT', 2],
  ['QUIT', 3],
  ['10', 10],
  ['', 15],
  ['SIGNONSENSE', 15],
  ['999', 15],
])('an image’s stop signal %j is %i', (said, signal) => {
  const annotations = { 'org.opencontainers.image.stopSignal': said }
  expect(stopSignalOf({ annotations } as unknown as Spec)).toBe(signal)
})
