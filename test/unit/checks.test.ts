import { describe, expect, test } from 'vitest'
import { checksOf, type Found, findAll } from '../../electron/engine/checks.ts'
import type { Machine } from '../../electron/engine/machine.ts'
import { complete } from '../fixtures/complete-machine.ts'

const at = (path: string | null) => ({ path, version: null })
const found = {
  ...Object.fromEntries(Object.entries(complete.programs).map(([name, path]) => [name, at(path)])),
  newuidmap: at('/usr/bin/newuidmap'),
  pkexec: at('/usr/bin/pkexec'),
} as Found

const look = (change: Partial<Machine> = {}, tools: Partial<Found> = {}) =>
  checksOf({ ...complete, ...change }, { ...found, ...tools })
const missing = (change: Partial<Machine> = {}, tools: Partial<Found> = {}) =>
  look(change, tools).filter(({ ok }) => !ok)

describe('what is told of a machine', () => {
  test('of a complete one nothing is missing: each is there, and where', () => {
    expect(missing()).toEqual([])
    const all = look({}, { runc: { path: '/usr/sbin/runc', version: '1.1.5' } })
    expect(all[0]).toMatchObject({ name: 'runc', found: '1.1.5 · /usr/sbin/runc', mend: null })
    expect(all.map(({ found }) => found)).not.toContain(null)
    expect(all.map(({ why }) => why).filter(Boolean)).toEqual([])
    const names = all.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining([...Object.keys(found), 'tar', 'cgroup v2']))
    expect(new Set(names).size).toBe(names.length)
  })

  test.each(Object.keys(found) as (keyof Found)[])('%s is missed alone', (name) => {
    const [one, ...others] = missing({}, { [name]: at(null) })
    expect(others).toEqual([])
    expect(one).toMatchObject({ name, found: null, why: 'it is not installed' })
    expect(one?.mend).toMatch(/^(apt-get install [a-z0-9 -]+|npm start -- --yes)$/)
  })

  test.each<[name: string, change: Partial<Machine>, why: RegExp, mend: string | null]>([
    [
      'ip',
      { helpers: { ...complete.helpers, ip: false } },
      /not installed/,
      'apt-get install iproute2',
    ],
    ['cgroup v2', { controllers: ['cpu'] }, /controller for memory, pids/, null],
    ['users in containers', { manyIds: false }, /subuid/, 'sudo usermod'],
    ['/dev/net/tun', { tun: false }, /not there/, 'modprobe tun'],
    ['CRIU’s own check', { criuFault: 'Looks bad.' }, /^Looks bad\.$/, 'npm start'],
    ['memory tracking', { tracksMemory: false }, /mem_dirty_track/, null],
    ['userfaultfd', { fillsMemory: false }, /bring in memory/, null],
    ['systemd', { systemd: false }, /does not run/, null],
  ])('of the machine itself %s', (name, change, why, mend) => {
    const [one, ...others] = missing(change)
    expect(others).toEqual([])
    expect(one).toMatchObject({ name, found: null, why: expect.stringMatching(why) })
    expect(one?.mend ?? null).toEqual(mend && expect.stringContaining(mend))
  })

  test('an ordinary user lacks root, mends with sudo, and is told nothing of what only root can see', () => {
    const all = missing({ root: false, criuFault: 'x', tun: false }, { strace: at(null) })
    expect(all.map(({ name }) => name)).toEqual(['strace', 'root', '/dev/net/tun'])
    expect(all.map(({ mend }) => mend)).toEqual([
      'sudo apt-get install strace',
      null,
      expect.stringMatching(/^sudo modprobe tun; sudo chmod/),
    ])
  })
})

test('programs are started for their versions only where that is asked', async () => {
  const programs = { ...complete.programs, runc: process.execPath, busybox: null }
  const known = { conmon: { path: '/c', version: '2.1.6' } }
  const told = await findAll(programs, known, false)
  expect(told.conmon).toEqual(known.conmon)
  expect(told.runc).toEqual(at(process.execPath))
  expect(told.busybox).toEqual(at(null))
  const asked = await findAll(programs, known, true)
  expect(asked.runc.path).toBe(process.execPath)
  expect(asked.runc.version).not.toBeNull()
})
