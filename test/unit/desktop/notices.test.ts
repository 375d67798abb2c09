import { beforeEach, expect, test } from 'vitest'
import { Notices } from '../../../electron/desktop/notices.ts'
import type { WireError } from '../../../shared/errors.ts'
import type { Container, Exit } from '../../../shared/model.ts'
import { eventSamples, theContainer } from '../../contract/samples.ts'

const running: Container = {
  ...eventSamples['container.changed'],
  exit: null,
  status: 'running',
  restarts: { count: 0, dueAt: null },
}
const at = '2026-11-24T05:00:00.000Z'
const ended = (exit: Partial<Exit>): Container => ({
  ...running,
  state: 'stopped',
  status: 'stopped',
  exit: { code: 0, signal: null, oom: false, at, reason: 'exited', ...exit },
})

let notices: Notices
beforeEach(() => {
  notices = new Notices({ host: 'own', where: () => null })
  notices.snapshot([running])
})

test.each([
  [{}, 'shell-1 exited 0'],
  [{ code: 3 }, 'shell-1 exited 3'],
  [{ code: 1, oom: true }, 'shell-1 exited 1, a process of it ran out of memory'],
  [{ code: 137, signal: 9, reason: 'signal' as const }, 'shell-1 was killed by SIGKILL'],
  [
    { code: 137, signal: 9, oom: true, reason: 'oom' as const },
    'shell-1 was killed: out of memory',
  ],
  [{ code: null, reason: 'unseen' as const }, 'shell-1 ended unseen'],
])('an end is told, once: %j', (exit, title) => {
  expect(notices.changed(ended(exit))).toEqual({
    title,
    body: '/bin/sh',
    host: 'own',
    container: theContainer,
  })
  expect(notices.changed(ended(exit))).toBeNull()
})

test.each(['checkpoint', 'reboot'] as const)('an end by a %s is no news', (reason) => {
  expect(notices.changed(ended({ reason }))).toBeNull()
})

test('what is started again by itself is told once that was given up', () => {
  expect(notices.changed({ ...ended({ code: 3 }), restarts: { count: 1, dueAt: at } })).toBeNull()
  expect(notices.changed({ ...running, restarts: { count: 1, dueAt: null } })).toBeNull()
  const last = ended({ code: 3, at: '2026-11-24T05:00:09.000Z' })
  expect(notices.changed({ ...last, restarts: { count: 1, dueAt: null } })).toMatchObject({
    title: 'shell-1 exited 3',
  })
})

test('what had ended before is none either, nor what was never seen alive', () => {
  notices.snapshot([ended({})])
  expect(notices.changed(ended({}))).toBeNull()
  notices.removed(theContainer)
  expect(notices.changed(ended({}))).toBeNull()
})

test('one that was restored and ends again is told again', () => {
  expect(notices.changed(ended({}))).not.toBeNull()
  expect(notices.changed({ ...running, exit: null })).toBeNull()
  expect(notices.changed(ended({ at: '2026-11-24T06:00:00.000Z' }))).not.toBeNull()
})

test('one that is new since, and one that only changes, say nothing until they end', () => {
  const other = { ...running, id: 'other' }
  expect(notices.changed(other)).toBeNull()
  expect(notices.changed({ ...other, status: 'paused' })).toBeNull()
  expect(notices.changed({ ...ended({}), id: 'other' })?.title).toBe('other exited 0')
})

const entry = (action: string, error: WireError | null) => ({
  ...eventSamples['journal.appended'],
  action,
  error,
})
const failed: WireError = {
  code: 'checkpoint-failed',
  message: 'criu failed',
  said: 'Connected TCP socket, consider using --tcp-established',
  hint: 'Allow open TCP connections.',
}

test('a checkpoint that failed is told with CRIU’s line and what to do', () => {
  expect(notices.appended(entry('checkpoint', failed))).toEqual({
    title: 'Checkpoint of shell-1 failed',
    body: `${failed.said}\n${failed.hint}`,
    host: 'own',
    container: theContainer,
  })
})

test.each([
  ['one that did not', entry('checkpoint', null)],
  ['one that was cancelled', entry('checkpoint', { code: 'cancelled', message: 'cancelled' })],
  ['another action', entry('pause', failed)],
])('not: %s', (_what, one) => {
  expect(notices.appended(one)).toBeNull()
})
