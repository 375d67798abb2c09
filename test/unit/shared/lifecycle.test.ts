import { describe, expect, test } from 'vitest'
import {
  commandOf,
  EXEC_ACTIONS,
  EXEC_STATES,
  execCell,
  execStatusOf,
  INIT_ACTIONS,
  INIT_STATES,
  initCell,
  statusOf,
} from '../../../shared/lifecycle.ts'

/**
 * containerd's table written down a second time, as people read it: `→state`, `ok`, or the words of the refusal.
 * Columns: created, created from checkpoint, running, paused, stopped, deleted.
 */
const INIT = {
  start: [
    '→running',
    '→running',
    'cannot start a running process',
    'cannot start a paused process',
    'cannot start a stopped process',
    'cannot start a deleted process',
  ],
  pause: [
    'cannot pause task in created state',
    'cannot pause task in created state',
    '→paused',
    'cannot pause a paused container',
    'cannot pause a stopped container',
    'cannot pause a deleted process',
  ],
  resume: [
    'cannot resume task in created state',
    'cannot resume task in created state',
    'cannot resume a running process',
    '→running',
    'cannot resume a stopped container',
    'cannot resume a deleted process',
  ],
  update: [
    'ok',
    'ok',
    'ok',
    'ok',
    'cannot update a stopped container',
    'cannot update a deleted process',
  ],
  checkpoint: [
    'cannot checkpoint a task in created state',
    'cannot checkpoint a task in created state',
    'ok',
    'ok',
    'cannot checkpoint a stopped container',
    'cannot checkpoint a deleted process',
  ],
  exec: [
    'ok',
    'cannot exec in a created state',
    'ok',
    'cannot exec in a paused state',
    'cannot exec in a stopped state',
    'cannot exec in a deleted state',
  ],
  debug: [
    'ok',
    'cannot debug in a created state',
    'ok',
    'ok',
    'cannot debug in a stopped state',
    'cannot debug in a deleted state',
  ],
  resize: [
    'ok',
    'ok',
    'ok',
    'ok',
    'cannot resize a stopped container',
    'cannot resize a deleted process',
  ],
  kill: ['ok', 'ok', 'ok', 'ok', 'ok', 'cannot kill a deleted process: not found'],
  delete: [
    '→deleted',
    '→deleted',
    'cannot delete a running process',
    'cannot delete a paused process',
    '→deleted',
    'cannot delete a deleted process: not found',
  ],
  rerun: [
    'cannot run a created process again',
    'cannot run a created process again',
    'cannot run a running process again',
    'cannot run a paused process again',
    '→running',
    'cannot run a deleted process again',
  ],
  rewind: [
    'cannot rewind a created process',
    'cannot rewind a created process',
    'ok',
    '→running',
    '→running',
    'cannot rewind a deleted process',
  ],
  recreate: [
    'ok',
    'cannot recreate what is created from a checkpoint',
    'ok',
    '→running',
    '→running',
    'cannot recreate a deleted process',
  ],
} as const

/** Columns: created, running, stopped, deleted. */
const EXEC = {
  start: [
    '→running',
    'cannot start a running process',
    'cannot start a stopped process',
    'cannot start a deleted process',
  ],
  resize: ['ok', 'ok', 'cannot resize a stopped container', 'cannot resize a deleted process'],
  kill: [
    'process not created: failed precondition',
    'ok',
    'process already finished: not found',
    'process already finished: not found',
  ],
  delete: [
    '→deleted',
    'cannot delete a running process',
    '→deleted',
    'cannot delete a deleted process: not found',
  ],
} as const

type AnyCell = ReturnType<typeof initCell> | ReturnType<typeof execCell>

function read(cell: AnyCell): string {
  if (!cell.allowed) return cell.reason
  return cell.to ? `→${cell.to}` : 'ok'
}

describe('the init process: state × action', () => {
  test.each(INIT_ACTIONS)('%s', (action) => {
    expect(INIT_STATES.map((state) => read(initCell(action, state)))).toEqual(INIT[action])
  })

  test('a refusal is a failed precondition, or not found where the process is gone', () => {
    for (const action of INIT_ACTIONS) {
      for (const state of INIT_STATES) {
        const cell = initCell(action, state)
        if (!cell.allowed) {
          expect(cell.code).toBe(
            cell.reason.endsWith(': not found') ? 'not-found' : 'failed-precondition',
          )
        }
      }
    }
  })
})

describe('an exec process: state × action', () => {
  test.each(EXEC_ACTIONS)('%s', (action) => {
    expect(EXEC_STATES.map((state) => read(execCell(action, state)))).toEqual(EXEC[action])
  })
})

describe('what a state reads as', () => {
  test('created from checkpoint reads created, deleted reads stopped', () => {
    expect(INIT_STATES.map((state) => statusOf(state, false))).toEqual([
      'created',
      'created',
      'running',
      'paused',
      'stopped',
      'stopped',
    ])
  })

  test('pausing is seen while runc pause runs, and only of a running container', () => {
    expect(statusOf('running', true)).toBe('pausing')
    expect(statusOf('stopped', true)).toBe('stopped')
  })

  test('an exec takes its container’s paused and pausing, but not once it has ended', () => {
    expect(execStatusOf('running', 'paused')).toBe('paused')
    expect(execStatusOf('running', 'pausing')).toBe('pausing')
    expect(execStatusOf('stopped', 'paused')).toBe('stopped')
    expect(execStatusOf('created', 'running')).toBe('created')
  })
})

test('starting what was created from a checkpoint is a restore', () => {
  expect(commandOf('start', 'created', 'a')).toBe('runc start a')
  expect(commandOf('start', 'createdFromCheckpoint', 'a')).toContain('runc restore a')
})
