import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRuntimeState } from '../../../electron/engine/runtime/state-file.ts'
import { limitsIn, testWithLimits } from '../../support/limits.ts'
import { makeBundle, makeRootfs } from '../../support/rootfs.ts'
import {
  failure,
  IDLE,
  ref,
  script,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

/** What a container that ends by itself has printed. */
async function output(id: string, wanted: Wanted): Promise<string> {
  await engine.run(id, wanted)
  await engine.ended(id)
  const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref(id) })
  viewer.close()
  return viewer.text.replaceAll('\r', '').trimEnd()
}

describe('a container made of', unless(skipReason), () => {
  test('the starter: a shell in a terminal, its own host name, its own network', async () => {
    const made = await engine.create('demo', {})
    expect(made).toMatchObject({
      state: 'created',
      args: ['/bin/sh'],
      terminal: true,
      stdin: 'open',
      stdinClosed: false,
      hostname: 'demo',
      network: { kind: 'own' },
      readonlyRootfs: false,
      monitor: 'watching',
      startedAt: null,
      exit: null,
    })
    await engine.call('containers.start', ref('demo'))
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref('demo') })
    expect(await viewer.ask('hostname; echo $$')).toBe('demo\n1')
    viewer.close()
  })

  test('a rootfs folder: used as it is, and not deleted with the container', async () => {
    const rootfs = await makeRootfs(engine.place.path('own'))
    const text = await output(
      'c',
      script('echo here > /tmp/mark; ls /', { source: { kind: 'rootfs', path: rootfs } }),
    )
    expect(text).toContain('home')
    expect((await engine.get('c')).rootfs).toBe(rootfs)
    await engine.call('containers.delete', ref('c'))
    expect(readFileSync(join(rootfs, 'tmp/mark'), 'utf8')).toBe('here\n')
  })

  test('a bundle: its config.json holds, but for what is named', async () => {
    const path = await makeBundle(engine.place.path('bundle'), (spec) => {
      spec.process.args = ['sh', '-c', 'echo $A $B; pwd; hostname; id -u']
      spec.process.env = ['PATH=/bin', 'A=bundle', 'B=bundle']
      spec.process.cwd = '/tmp'
      spec.hostname = 'of-bundle'
    })
    const probe = await engine.call('paths.probe', { path })
    expect(probe).toMatchObject({ kind: 'bundle', terminal: false })
    const source = { kind: 'bundle', path } as const
    expect(await output('a', { source, stdin: 'none' })).toBe('bundle bundle\n/tmp\nof-bundle\n0')
    const changed = {
      source,
      stdin: 'none',
      hostname: 'named',
      process: { env: ['B=named'], user: 'guest' },
    } satisfies Wanted
    expect(await output('b', changed)).toBe('bundle named\n/tmp\nnamed\n77')
  })
})

describe('what is asked for, holds inside', unless(skipReason), () => {
  test('command, environment, folder, user by name and by number', async () => {
    const text = 'id -u; id -g; id -G; pwd; echo $GREETING $HOME'
    const own = await makeRootfs(engine.place.path('own'))
    const wanted = (user: string) =>
      script(text, {
        source: { kind: 'rootfs', path: own },
        process: {
          args: ['sh', '-c', text],
          terminal: false,
          env: ['GREETING=hallo'],
          cwd: '/tmp',
          user,
        },
      })
    expect(await output('a', wanted('guest'))).toBe('77\n88\n88 99\n/tmp\nhallo /home/guest')
    expect(await output('b', wanted('1234:99'))).toBe('1234\n99\n99\n/tmp\nhallo /')
    expect(await engine.get('b')).toMatchObject({ user: '1234:99', cwd: '/tmp' })
  })

  test('host name, and a root filesystem that cannot be written', async () => {
    const wanted = script('hostname; touch /file 2>&1; touch /dev/shm/file && echo shm', {
      hostname: 'other.example',
      readonlyRootfs: true,
    })
    expect(await output('c', wanted)).toMatch(/^other\.example\n.*Read-only file system\nshm$/)
    expect(await engine.get('c')).toMatchObject({ hostname: 'other.example', readonlyRootfs: true })
  })

  test('a network of its own has loopback alone; the host’s is the host’s', async () => {
    const links = script("sed 1,2d /proc/net/dev | cut -d: -f1 | tr -d ' ' | sort")
    expect(await output('own', { ...links, network: 'own' })).toBe('lo')
    const hosts = readFileSync('/proc/net/dev', 'utf8')
      .split('\n')
      .slice(2)
      .flatMap((line) => line.split(':')[0]?.trim() || [])
      .sort()
    expect((await output('host', { ...links, network: 'host' })).split('\n').sort()).toEqual(hosts)
    expect((await engine.get('host')).network).toEqual({ kind: 'host' })
  })

  test('pipes and terminals', async () => {
    expect(await output('pipes', script('tty'))).toBe('not a tty')
    expect(await output('tty', { process: { args: ['tty'], terminal: true } })).toMatch(
      /^\/dev\/(pts\/\d+|console)/,
    )
  })

  testWithLimits('limits, read back from the cgroup files', async () => {
    const limits = { memory: 64 * 1024 * 1024, cpus: 0.25, pids: 33 }
    await engine.run('c', { ...IDLE, limits })
    const paths = (await readRuntimeState(engine.place.root(), 'c'))?.cgroupPaths ?? {}
    expect(limitsIn(paths)).toEqual(limits)
    expect((await engine.get('c')).limits).toEqual(limits)
    const told = await engine.figures('c')
    expect(told.limits).toEqual({ memory: limits.memory, pids: 33 })
    expect(told.figures.memory[0]).toBeGreaterThan(0)
    expect(told.figures.pids[0]).toBeGreaterThanOrEqual(1)

    const changed = await engine.call('containers.update', {
      ...ref('c'),
      limits: { pids: 44, cpus: 2 },
    })
    expect(changed.limits).toEqual({ memory: limits.memory, pids: 44, cpus: 2 })
    expect(limitsIn(paths)).toEqual(changed.limits)
    const { config } = await engine.call('containers.config', ref('c'))
    expect(JSON.parse(config).linux.resources.pids.limit).toBe(44)

    const error = await failure(
      engine.call('containers.update', { ...ref('c'), limits: { memory: 4096 } }),
    )
    expect(error.message).toMatch(
      /^OCI runtime update failed: .*unable to set memory limit to 4096/,
    )
    expect(error.command).toContain('update')
    expect((await engine.get('c')).limits.memory).toBe(limits.memory)
    expect(limitsIn(paths)).toEqual(changed.limits)
  })
})

describe('before and after', unless(skipReason), () => {
  test('the preview is what is written, and what runs', async () => {
    const request = {
      ...ref('c'),
      source: { kind: 'starter' },
      process: { args: ['sh', '-c', 'sleep 1000'], env: ['A=1'], user: 'demo', terminal: true },
      hostname: 'seen-before',
      readonlyRootfs: true,
      network: 'host',
      runtime: { noPivot: false, noNewKeyring: true },
    } as const
    const preview = await engine.call('containers.preview', structuredClone(request) as never)
    expect(existsSync(join(engine.place.folders.state, 'containers/default/c'))).toBe(false)
    await engine.call('containers.create', structuredClone(request) as never)
    const { config } = await engine.call('containers.config', ref('c'))
    expect(config).toBe(preview.config)
    await engine.call('containers.start', ref('c'))
    const journal = await engine.journal('c')
    const ran = journal.flatMap(({ commands }) => commands.map(({ argv }) => argv))
    for (const command of preview.commands) expect(ran).toContainEqual(command)
  })

  test('in another namespace: a root of its own, the same name twice', async () => {
    await engine.run('c')
    await engine.call('containers.create', {
      namespace: 'lab',
      id: 'c',
      source: { kind: 'starter' },
      ...IDLE,
    })
    expect(await engine.get('c', 'lab')).toMatchObject({
      state: 'created',
      runtimeRoot: engine.place.root('lab'),
    })
    expect((await engine.get('c')).state).toBe('running')
    expect((await engine.call('engine.snapshot', {})).namespaces).toEqual(['default', 'lab'])
    expect(existsSync(join(engine.place.root('lab'), 'c/state.json'))).toBe(true)
  })

  test('a name as long as allowed, with everything that it may hold', async () => {
    const id = `a+b_c.d-${'x'.repeat(92)}`
    await engine.run(id, { process: { terminal: true } })
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref(id) })
    expect(await viewer.ask('echo works')).toBe('works')
    viewer.close()
  })
})
