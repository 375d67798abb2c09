import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isStatic, type Machine } from '../../electron/engine/machine.ts'
import { featuresOf, preflight, problemsOf } from '../../electron/engine/preflight.ts'
import { which } from '../../electron/engine/runtime/tools.ts'
import { type FeatureName, Preflight } from '../../shared/model.ts'
import { complete } from '../fixtures/complete-machine.ts'

const lacking = (machine: Machine) =>
  Object.entries(featuresOf(machine))
    .filter(([, { ok }]) => !ok)
    .map(([name]) => name)
    .filter((name) => name !== 'ioOwner')

describe('what a machine can do', () => {
  test('a complete one can everything but give pipes away, and has no problem', () => {
    expect(lacking(complete)).toEqual([])
    expect(featuresOf(complete).ioOwner.ok).toBe(false)
    expect(problemsOf(complete)).toEqual([])
  })

  test('a user who was given no ids is told how to get them', () => {
    const [problem] = problemsOf({ ...complete, manyIds: false })
    expect(problem).toMatchObject({
      what: 'Containers can have no user but root',
      mend: expect.stringMatching(/uidmap.*--add-subuids/),
    })
  })

  const programs = (over: Partial<Machine['programs']>) => ({
    programs: { ...complete.programs, ...over },
  })
  const helpers = (over: Partial<Machine['helpers']>) => ({
    helpers: { ...complete.helpers, ...over },
  })
  test.each<[string, Partial<Machine>, FeatureName[], string | null]>([
    [
      'no runc',
      programs({ runc: null }),
      ['run', 'pause', 'limits', 'checkpoint', 'preDump', 'lazyRestore', 'networkOut', 'trace'],
      'apt-get install runc',
    ],
    [
      'no criu',
      programs({ criu: null }),
      ['checkpoint', 'preDump', 'lazyRestore'],
      'npm start -- --yes',
    ],
    [
      'a criu that fails',
      { criuFault: 'vdso' },
      ['checkpoint', 'preDump', 'lazyRestore'],
      'npm start -- --yes',
    ],
    ['no busybox', programs({ busybox: null }), ['starter'], 'apt-get install busybox-static'],
    ['a dynamic busybox', { staticBusybox: false }, ['starter'], 'apt-get install busybox-static'],
    [
      'no iptables',
      helpers({ 'iptables-restore': false }),
      ['checkpoint', 'preDump', 'lazyRestore'],
      'apt-get install iptables',
    ],
    ['no nsenter', helpers({ nsenter: false }), [], 'apt-get install util-linux iproute2'],
    ['no strace', programs({ strace: null }), ['trace'], 'apt-get install strace'],
    ['no umoci', programs({ umoci: null }), ['images'], 'apt-get install skopeo umoci'],
    [
      'no slirp4netns',
      programs({ slirp4netns: null }),
      ['networkOut'],
      'apt-get install slirp4netns',
    ],
    ['no rdiff', programs({ rdiff: null }), ['differences'], 'apt-get install rdiff'],
    ['no network devices', { tun: false }, ['networkOut'], 'modprobe tun; chmod 666 /dev/net/tun'],
    ['no root', { root: false }, ['pause', 'limits', 'checkpoint', 'preDump', 'lazyRestore'], null],
    [
      'no root, but a delegated cgroup',
      { root: false, delegated: true },
      ['checkpoint', 'preDump', 'lazyRestore'],
      null,
    ],
  ])('%s', (_what, change, features, mend) => {
    const machine = { ...complete, ...change }
    expect(lacking(machine).sort()).toEqual([...features].sort())
    expect(problemsOf(machine)).toEqual([expect.objectContaining({ mend })])
    for (const name of features) expect(featuresOf(machine)[name].reason).not.toBe('')
  })

  test.each<[string, Partial<Machine>, FeatureName, RegExp]>([
    ['no systemd', { systemd: false }, 'systemdCgroup', /systemd does not run/],
    ['no controllers', { controllers: ['cpu'] }, 'limits', /memory, pids/],
    ['no memory tracking', { tracksMemory: false }, 'preDump', /mem_dirty_track/],
    ['no userfaultfd', { fillsMemory: false }, 'lazyRestore', /while its program runs/],
  ])('%s is no problem, and a reason', (_what, change, feature, reason) => {
    const machine = { ...complete, ...change }
    expect(problemsOf(machine)).toEqual([])
    expect(lacking(machine)).toEqual([feature])
    expect(featuresOf(machine)[feature].reason).toMatch(reason)
  })

  test('commands that mend are for those who may: sudo without root', () => {
    const machine = { ...complete, root: false, ...programs({ runc: null }) }
    expect(problemsOf(machine)[0]?.mend).toBe('sudo apt-get install runc')
  })
})

test('this machine is looked at once, and again when asked', async () => {
  const tools = '/var/lib/runcible/tools/bin'
  const first = await preflight({ tools, again: false })
  expect(Preflight.parse(first)).toEqual(first)
  expect(first.tools.runc.path).toBe(await which('runc'))
  expect(await preflight({ tools, again: false })).toBe(first)
  expect(await preflight({ tools, again: true })).not.toBe(first)
})

test('static programs are told from others', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'runcible-static-'))
  await writeFile(join(dir, 'short'), '\x7fELF')
  expect(await isStatic(process.execPath)).toBe(false)
  expect(await isStatic(join(dir, 'short'))).toBe(false)
  expect(await isStatic(join(dir, 'missing'))).toBe(false)
  const busybox = await which('busybox')
  if (busybox) expect(await isStatic(busybox)).toBe(true)
  await rm(dir, { recursive: true })
})
