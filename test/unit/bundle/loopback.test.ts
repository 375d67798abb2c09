import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { PID_OF_HOOK } from '../../../electron/engine/bundle/loopback.ts'

const pidIn = (state: string) =>
  execFileSync('/bin/sh', ['-c', `${PID_OF_HOOK}; printf %s "$pid"`], { input: state }).toString()

it('finds the pid in the state that a hook gets, and not what looks like one in names and annotations', () => {
  const state = { ociVersion: '1.0.2-dev', id: 'c', status: 'creating', pid: 123 }
  expect(pidIn(JSON.stringify(state))).toBe('123')
  const odd = { ...state, bundle: '/a"pid":9', annotations: { pid: '77', '"pid":5': '\\"pid":6' } }
  expect(pidIn(`${JSON.stringify(odd)}\n`)).toBe('123')
  expect(pidIn('{"id":"c", "pid": 4567, "bundle":"/b"}')).toBe('4567')
  expect(pidIn('{"id":"c","pid":89}')).toBe('89')
})
