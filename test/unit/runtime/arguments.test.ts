import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  type ConmonCreate,
  type ConmonExec,
  conmonCommand,
  execCommand,
} from '../../../electron/engine/runtime/conmon-args.ts'
import {
  type CheckpointArgs,
  checkpointArgs,
  restoreArgs,
} from '../../../electron/engine/runtime/criu-args.ts'
import { monitorScope } from '../../../electron/engine/runtime/monitor-scope.ts'
import { Runc } from '../../../electron/engine/runtime/runc.ts'
import { isOlder } from '../../../electron/engine/runtime/version.ts'
import { limitFlags } from '../../../shared/runc-flags.ts'

const none = {
  tcpEstablished: false,
  extUnixSk: false,
  shellJob: false,
  fileLocks: false,
  emptyNs: [],
}
const all = {
  tcpEstablished: true,
  extUnixSk: true,
  shellJob: true,
  fileLocks: true,
  emptyNs: ['network'],
}
const flags = [
  '--tcp-established',
  '--ext-unix-sk',
  '--shell-job',
  '--file-locks',
  '--empty-ns',
  'network',
]
const plain: CheckpointArgs = {
  ...none,
  imagePath: '/c/two/images',
  workPath: '/c/two/work',
  leaveRunning: false,
  preDump: false,
  settings: [],
}
const paths = ['--image-path', '/c/two/images', '--work-path', '/c/two/work']

test('checkpoint: each option reaches the command line, and nothing else does', () => {
  expect(checkpointArgs(plain)).toEqual(paths)
  expect(checkpointArgs({ ...plain, ...all })).toEqual([...paths, ...flags])
  expect(checkpointArgs({ ...plain, leaveRunning: true, preDump: true })).toEqual([
    ...paths,
    '--leave-running',
    '--pre-dump',
  ])
})

test('the parent path is relative to the images: an absolute one hangs the restore', () => {
  expect(checkpointArgs({ ...plain, parentPath: '/c/one/images' })).toEqual([
    ...paths,
    '--parent-path',
    '../../one/images',
  ])
})

test('restore: the same options again', () => {
  const restore = { ...none, workPath: '/w', noPivot: false }
  expect(restoreArgs(restore)).toEqual(['--work-path', '/w'])
  expect(restoreArgs({ ...restore, ...all, noPivot: true })).toEqual([
    ...['--work-path', '/w', '--no-pivot'],
    ...flags,
  ])
  expect(restoreArgs({ ...restore, lazyPages: true })).toEqual([
    '--work-path',
    '/w',
    '--lazy-pages',
  ])
})

test('limits: only those that are named', () => {
  expect(limitFlags({})).toEqual([])
  expect(limitFlags({ memory: 1 << 20 })).toEqual(['--memory', '1048576'])
  expect(limitFlags({ cpus: 0.5, pids: 7 })).toEqual([
    ...['--cpu-period', '100000', '--cpu-quota', '50000'],
    ...['--pids-limit', '7'],
  ])
})

const runc = new Runc({
  binary: '/usr/sbin/runc',
  root: '/r/default',
  systemdCgroup: false,
  log: '/l',
  criu: null,
})
const runcArgs = ['--root', '/r/default', '--log', '/l', '--log-format', 'json'].map(
  (arg) => `--runtime-arg=${arg}`,
)
const create: ConmonCreate = {
  binary: '/usr/bin/conmon',
  id: 'c',
  name: 'n',
  runc,
  bundle: '/b',
  pidFile: '/p',
  conmonPidFile: '/P',
  exitDir: '/x',
  workDir: '/d',
  log: '/o',
  terminal: false,
  stdin: 'none',
  consoleSockets: '/tmp/c-',
  noPivot: false,
  noNewKeyring: false,
}
const base = [
  ...[
    '/usr/bin/conmon',
    '--api-version',
    '1',
    '-c',
    'c',
    '-u',
    'c',
    '-n',
    'n',
    '-r',
    '/usr/sbin/runc',
  ],
  ...['-b', '/b', '-p', '/p', '-P', '/P', '--exit-dir', '/x'],
  ...['--full-attach', '-l', 'k8s-file:/o', '--no-sync-log'],
]

test('conmon: a create, its stdin, its terminal, its options', () => {
  expect(conmonCommand(create)).toEqual([...base, ...runcArgs])
  expect(conmonCommand({ ...create, stdin: 'open', terminal: true })).toEqual([
    ...[...base, '-t', '-i', '--leave-stdin-open'],
    ...runcArgs,
  ])
  expect(conmonCommand({ ...create, stdin: 'once' })).toEqual([...base, '-i', ...runcArgs])
  expect(conmonCommand({ ...create, logSizeMax: 1_048_576 })).toEqual([
    ...[...base, '--log-size-max', '1048576'],
    ...runcArgs,
  ])
  expect(conmonCommand({ ...create, noPivot: true, noNewKeyring: true })).toEqual([
    ...[...base, ...runcArgs],
    ...['--no-pivot', '--no-new-keyring'],
  ])
})

test('conmon: a restore hands on what runc restore takes, and nothing that it does not know', () => {
  const options = { ...none, workPath: '/w', noPivot: true }
  const restore = { imagePath: '/i', options }
  const argv = conmonCommand({ ...create, noPivot: true, noNewKeyring: true, restore }, [
    '--criu',
    '/criu',
  ])
  expect(argv).toEqual([
    ...[...base, ...runcArgs, '--runtime-arg=--criu', '--runtime-arg=/criu'],
    ...[
      '--restore',
      '/i',
      '--runtime-opt=--work-path',
      '--runtime-opt=/w',
      '--runtime-opt=--no-pivot',
    ],
  ])
})

test('conmon: an exec', () => {
  const exec: ConmonExec = {
    ...create,
    processSpec: '/process.json',
    process: { args: ['sh', '-c', 'a b'], cwd: '/', user: '0:0', variables: ['TOKEN'] },
  }
  expect(execCommand(exec)).toEqual([
    ...[...base, ...runcArgs],
    ...['--exec', '--exec-attach', '--exec-process-spec', '/process.json'],
  ])
})

test('runc: the systemd cgroup manager, and where criu is looked for', async () => {
  const chosen = new Runc({ ...runc.options, systemdCgroup: true, criu: '/opt/criu/bin/criu' })
  expect(chosen.globalArgs().slice(0, 3)).toEqual(['--root', '/r/default', '--systemd-cgroup'])
  expect(chosen.env().PATH).toMatch(/^\/opt\/criu\/bin:/)
  expect(runc.env()).not.toHaveProperty('PATH')
  expect(await runc.criuArgs()).toEqual([])
})

test('criu is named to a runc that listens; a newer one must find it by its name', async () => {
  // A stand-in that only tells a version: which of the two runcs is installed depends on the machine.
  const folder = mkdtempSync(join(tmpdir(), 'runc-'))
  const program = (name: string, text = '') => {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
    return path
  }
  const telling = (version: string) => program(version, `echo runc version ${version}`)
  const [criu, other] = [program('criu'), program('criu-4')]
  const args = (version: string, criu: string) =>
    new Runc({ ...runc.options, binary: telling(version), criu }).criuArgs()
  try {
    expect(await args('1.1.5+ds1', other)).toEqual(['--criu', other])
    expect(await args('1.3.6', criu)).toEqual([])
    await expect(args('1.2.0', other)).rejects.toMatchObject({
      code: 'unsupported',
      details: { field: 'runtime.criu' },
    })
    for (const version of ['1.1.5', '1.3.6']) {
      await expect(args(version, join(folder, 'none/criu'))).rejects.toMatchObject({
        code: 'unavailable',
        details: { field: 'runtime.criu' },
      })
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('versions are compared as numbers', () => {
  expect(isOlder('1.1.15', '1.2.0')).toBe(true)
  expect(isOlder('1.2.0', '1.2.0')).toBe(false)
  expect(isOlder('1.10', '1.2.0')).toBe(false)
  expect(isOlder('', '1.2.0')).toBe(false)
})

test('a scope of its own for conmon where systemd runs, and only there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scope-'))
  try {
    expect(monitorScope({}, join(folder, 'absent'))).toEqual([])
    mkdirSync(join(folder, 'systemd/private'), { recursive: true })
    const manager = process.getuid?.() === 0 ? '--system' : '--user'
    expect(monitorScope({ XDG_RUNTIME_DIR: folder }, folder)).toEqual([
      ...['systemd-run', manager, '--scope', '--quiet', '--collect', '--'],
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
