import { existsSync, readFileSync, readlinkSync, rmdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cgroupVersion } from '../../../electron/engine/runtime/cgroup.ts'
import { which } from '../../../electron/engine/runtime/which.ts'
import { toWireError } from '../../../shared/errors.ts'
import { askShell } from '../../support/ask.ts'
import { GIVEN, openAsUser } from '../../support/ordinary-user.ts'
import { fetchFrom, freePorts, serveText } from '../../support/servers.ts'
import {
  failure,
  IDLE,
  names,
  ref,
  script,
  skipReason,
  type TestEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

const noWayOut = !(await which('slirp4netns'))
  ? 'lacks slirp4netns'
  : existsSync('/dev/net/tun')
    ? ''
    : 'lacks /dev/net/tun'
let engine: TestEngine
describe('an engine of an ordinary user', unless(skipReason), () => {
  beforeEach(async () => {
    engine = await openAsUser('')
  })
  afterEach(() => engine.clear())

  test('create, start, terminal, exec, exit code, kill, delete; all of it after a restart too', async () => {
    expect((await engine.call('engine.snapshot', {})).host.root).toBe(false)
    await engine.run('c', { process: { terminal: true } })
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    expect(await viewer.ask('id -u; hostname; X=kept')).toBe('0\nc')
    expect(
      await viewer.ask("awk '/^(CapEff|Seccomp|NoNewPrivs):/ {print $2}' /proc/self/status"),
    ).toBe('00000000800405fb\n0\n2')
    expect((await engine.call('processes.inspect', ref('c'))).differences).toEqual([])
    const idMap = { kind: 'ids', uid: 1, gid: 1, count: 1 } as const
    expect(await failure(engine.create('m', { ...IDLE, security: { idMap } }))).toMatchObject({
      code: 'unsupported',
      field: 'security.idMap',
    })
    const most = { capabilities: { add: ['all'], drop: [] }, rlimits: [] }
    await engine.run('all', { ...IDLE, security: { ...most, seccomp: { kind: 'none' } } })
    const { deviations } = await engine.call('containers.security', ref('all'))
    expect(deviations.map(({ level, field }) => `${level} ${field}`)).toEqual([
      'danger seccomp',
      'caution capabilities',
    ])
    await engine.destroy('all')
    viewer.close()
    const exec = await engine.exec('c', 'sh', '-c', 'exit 7')
    expect((await engine.execEnded('c', exec.id)).exit?.code).toBe(7)
    await engine.restart()
    const again = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    expect(await again.ask('echo $X')).toBe('kept')
    again.close()
    await engine.run('ends', script('echo out; exit 5'))
    expect((await engine.ended('ends')).exit).toMatchObject({ code: 5, reason: 'exited' })
    await engine.kill('c')
    expect((await engine.ended('c')).exit).toMatchObject({ code: 137, signal: 9 })
  })

  test(
    'a way out with forwarded ports, closed to the machine’s loopback; ports below 1024 and shared networks are refused',
    unless(noWayOut),
    async () => {
      const local = await serveText('127.0.0.1', 'loopback')
      const [port = 0] = await freePorts(1)
      const network = {
        kind: 'outbound' as const,
        ports: [{ hostPort: port, containerPort: 8080 }],
      }
      const shell = { process: { terminal: true } }
      await engine.run('c', { ...shell, network })
      await engine.run('open', { ...shell, network: { kind: 'outbound', hostLoopback: true } })
      const ask = (id: string, command: string) => askShell(engine, id, command)
      const inside = (id: string) =>
        ask(id, `wget -q -O- 10.0.2.2:${local.port} 2>/dev/null || echo no`)
      expect([await inside('c'), await inside('open')]).toEqual(['no', 'loopback'])
      await local.stop()
      expect(await ask('c', 'head -n 1 /etc/resolv.conf; cat /etc/hostname')).toBe(
        'nameserver 10.0.2.3\nc',
      )
      await ask('c', 'mkdir /www; echo hello > /www/index.html; httpd -p 8080 -h /www; echo ok')
      expect(await fetchFrom(port)).toBe('hello\n')
      await engine.restart()
      expect(await fetchFrom(port)).toBe('hello\n')

      const low = { kind: 'outbound' as const, ports: [{ hostPort: 81, containerPort: 80 }] }
      expect(await failure(engine.create('low', { ...shell, network: low }))).toMatchObject({
        code: 'permission-denied',
        message: 'port 127.0.0.1:81/tcp needs root: ports below 1024 are not an ordinary user’s',
        field: 'network.ports.0.hostPort',
      })
      const shared = { kind: 'container' as const, container: 'c' }
      expect(await failure(engine.create('beside', { ...shell, network: shared }))).toMatchObject({
        code: 'unsupported',
        message: 'sharing a network with another container needs root',
      })
      await engine.kill('c')
      await engine.ended('c')
      expect(await fetchFrom(port)).toBeNull()
    },
  )

  test('what needs root is refused with its reason, and the container runs on', async () => {
    await engine.run('c')
    const { features, problems } = await engine.call('engine.preflight', { again: true })
    expect(features.run).toEqual({ ok: true, reason: '' })
    for (const name of ['pause', 'limits', 'checkpoint'] as const) {
      expect(features[name], name).toMatchObject({
        ok: false,
        reason: expect.stringMatching(/root/),
      })
    }
    expect(problems.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'Runcible runs without root',
        'Containers can have no user but root',
      ]),
    )
    const pause = await failure(engine.call('containers.pause', ref('c')))
    expect(pause.message).toMatch(
      /^OCI runtime pause failed: .*(cgroups not configured|freezer not supported)/,
    )
    expect(pause.hint).toContain('run Runcible as root')
    const limits = { pids: 30 }
    const update = await failure(engine.call('containers.update', { ...ref('c'), limits }))
    expect(update.message).toMatch(/^OCI runtime update failed: /)
    for (const exit of [false, true]) {
      expect(await failure(engine.checkpoint('c', { exit }))).toMatchObject({
        code: 'unsupported',
        message: 'a checkpoint cannot be taken here: CRIU needs root',
        hint: 'Run Runcible as root.',
      })
      expect(await engine.get('c')).toMatchObject({ state: 'running', busy: null })
    }
    const { id: shell } = await engine.call('shells.open', ref('c'))
    const debug = await Viewer.open(engine.client, { kind: 'shell', shell })
    const pid = (await engine.get('c')).pid
    expect(await debug.ask('id -u; hostname; readlink /proc/self/ns/user; ls $ROOT/bin/sh')).toBe(
      `0\nc\n${readlinkSync(`/proc/${pid}/ns/user`)}\n/proc/1/root/bin/sh`,
    )
    debug.close()
    await engine.call('shells.close', { shell })
    expect(await engine.get('c')).toMatchObject({ state: 'running', busy: null, limits: {} })
    expect((await engine.call('engine.snapshot', {})).checkpoints).toEqual([])
    await engine.exec('c', 'true')
  })

  test('limits at create are refused in words, and nothing is left', async () => {
    const error = await failure(
      engine.create('c', { ...IDLE, limits: { memory: 64 * 1024 * 1024 } }),
    )
    expect(error.message).toMatch(/^OCI runtime create failed: |cgroup/)
    expect(await engine.containers()).toEqual([])
  })

  test('a user inside that it has no id for is refused, at create and at exec', async () => {
    const refusal = {
      code: 'unsupported',
      message: 'id 1000 is not among those of this container',
      field: 'user',
      hint: expect.stringContaining('uidmap'),
    }
    expect(await failure(engine.create('c', { process: { user: 'demo' } }))).toMatchObject(refusal)
    expect(await engine.containers()).toEqual([])
    await engine.run('c')
    const request = { args: ['id'], user: 'demo' }
    const { id: exec } = await engine
      .call('execs.create', { ...ref('c'), request })
      .catch((error) => ({ id: toWireError(error) }))
    expect(exec).toMatchObject(refusal)
    expect((await engine.get('c')).execs).toEqual([])
  })
})

const withoutIds = skipReason || ((await which('newuidmap')) ? '' : 'lacks newuidmap')

describe('an ordinary user that was given ids', unless(withoutIds), () => {
  beforeEach(async () => {
    engine = await openAsUser(GIVEN)
  })
  afterEach(() => engine.clear())

  test('has users inside, whose files are theirs, and removes what they left', async () => {
    await engine.run('c', { process: { terminal: true } })
    const shell = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    expect(await shell.ask('id -u; stat -c %u:%g /home/demo; tty')).toBe('0\n1000:1000\n/dev/pts/0')
    const request = {
      args: ['sh', '-c', 'cd; mkdir -m 700 d; echo mine > d/f; id -u'],
      user: 'demo',
    }
    const { id: exec } = await engine.call('execs.create', { ...ref('c'), request })
    await engine.call('execs.start', { ...ref('c'), exec })
    expect((await engine.execEnded('c', exec)).exit?.code).toBe(0)
    expect(await shell.ask('stat -c %u /home/demo/d/f; cat /home/demo/d/f')).toBe('1000\nmine')
    shell.close()
    const { rootfs } = await engine.get('c')
    expect(statSync(join(rootfs, 'home/demo/d/f')).uid).toBe(300_999)
    await engine.kill('c')
    await engine.ended('c')
    await engine.call('containers.delete', ref('c'))
    await until(() => names(join(engine.place.folders.state, 'trash')).length === 0, 'the trash')
  })

  test('a container that is demo’s, with pipes; the preflight has nothing to say of ids', async () => {
    await engine.run('c', {
      ...script('id -u; id -g; exit 3'),
      process: { args: ['sh', '-c', 'exit $(($(id -u) - 997))'], terminal: false, user: 'demo' },
    })
    expect((await engine.ended('c')).exit?.code).toBe(3)
    const { problems } = await engine.call('engine.preflight', { again: true })
    expect(problems.map(({ what }) => what)).not.toContain('Containers can have no user but root')
  })
})

const CGROUP = `/sys/fs/cgroup/runcible-test-${process.pid}`
const withoutV2 =
  skipReason || (cgroupVersion() === 'v2' ? '' : 'the cgroups here are v1 (integration:v2 has it)')

describe('an ordinary user with a cgroup of its own', unless(withoutV2), () => {
  beforeEach(async () => {
    engine = await openAsUser('', CGROUP)
  })
  afterEach(async () => {
    await engine.clear()
    rmdirSync(CGROUP)
  })

  test('pauses and resumes; has figures; limits need controllers, and are disabled with the reason', async () => {
    await engine.run('c', script('while :; do sleep 0.1; done'))
    const { features } = await engine.call('engine.preflight', { again: true })
    expect(features.pause).toEqual({ ok: true, reason: '' })
    expect(features.limits).toMatchObject({
      ok: false,
      reason: expect.stringContaining('this user’s own cgroup has no controller for memory'),
    })
    await until(async () => {
      const { cpu } = (await engine.figures('c')).figures
      return (cpu.at(-1) ?? 0) > 0
    }, 'a figure of its CPU')
    expect((await engine.call('containers.pause', ref('c'))).state).toBe('paused')
    const frozen = names(CGROUP).find((name) => name.startsWith('runcible-')) ?? ''
    expect(readFileSync(join(CGROUP, frozen, 'cgroup.events'), 'utf8')).toContain('frozen 1')
    expect((await engine.call('containers.resume', ref('c'))).state).toBe('running')
    await engine.exec('c', 'true')
    await engine.kill('c', 9, true)
    await engine.ended('c')
    await engine.call('containers.delete', ref('c'))
    expect(names(CGROUP).filter((name) => name.startsWith('runcible-'))).toEqual([])
  })
})
