import { readFileSync, rmdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cgroupVersion } from '../../../electron/engine/runtime/cgroup.ts'
import { which } from '../../../electron/engine/runtime/which.ts'
import { toWireError } from '../../../shared/errors.ts'
import { killable } from '../../support/hosts.ts'
import { busyboxLayer, makeLayout, SECOND_LAYER } from '../../support/images.ts'
import {
  failure,
  IDLE,
  names,
  ref,
  script,
  skipReason,
  TestEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

const ROOT = join(import.meta.dirname, '../../..')
const UID = 51_234
/** What the user is given for its containers, in subuid(5). */
const GIVEN = `runcible-test:300000:65536\n`
const noImages = (await which('skopeo')) && (await which('umoci')) ? '' : 'lacks skopeo or umoci'

/**
 * A user made for the test, known to its own engine alone. Neither the repository nor Node need lie where an ordinary user can
 * go, so both are shown below the test's own folder.
 */
const AS_USER = `set -e
repo=$1 place=$2 given=$3 cgroup=$4 node=$5 bundle=$6; shift 6
mkdir -p "$place/repo" "$place/etc"; touch "$place/node"
{ grep -v :${UID}: /etc/passwd; echo "runcible-test:x:${UID}:${UID}::$place:/bin/sh"; } > "$place/etc/passwd"
printf %s "$given" > "$place/etc/sub"; touch /etc/subuid /etc/subgid
mount --bind "$place/etc/passwd" /etc/passwd
mount --bind "$place/etc/sub" /etc/subuid; mount --bind "$place/etc/sub" /etc/subgid
mount --bind "$repo" "$place/repo"; mount --bind "$node" "$place/node"
chown ${UID}:${UID} "$place"
if [ "$cgroup" ]; then
  mkdir -p "$cgroup"
  chown ${UID}:${UID} "$cgroup" "$cgroup/cgroup.procs" "$cgroup/cgroup.subtree_control"
  echo $$ > "$cgroup/cgroup.procs"
fi
exec setpriv --reuid=${UID} --regid=${UID} --clear-groups \\
  "$place/node" "$place/repo\${bundle#"$repo"}" "$@"`

let engine: TestEngine
const open = (given: string, cgroup = '') =>
  TestEngine.open((folders) => {
    const own = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', AS_USER, 'sh']
    return killable(folders, [...own, ROOT, join(folders.state, '..'), given, cgroup])
  })

describe('an engine of an ordinary user', unless(skipReason), () => {
  beforeEach(async () => {
    engine = await open('')
  })
  afterEach(() => engine.clear())

  test('create, start, terminal, exec, exit code, kill, delete; all of it after a restart too', async () => {
    expect((await engine.call('engine.snapshot', {})).host.root).toBe(false)
    await engine.run('c', { process: { terminal: true } })
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    expect(await viewer.ask('id -u; hostname; X=kept')).toBe('0\nc')
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

  test('what needs root is refused with its reason, and the container runs on', async () => {
    await engine.run('c')
    const { features, problems } = await engine.call('engine.preflight', { again: true })
    expect(features.run).toEqual({ ok: true, reason: '' })
    for (const name of ['pause', 'limits', 'checkpoint', 'hostShell'] as const) {
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
    const shell = await engine.call('shells.open', ref('c'))
    const ended = () =>
      engine.seen.find((e) => e.name === 'shell.changed' && e.value.id === shell.id && e.value.exit)
    await until(() => ended() !== undefined, 'the host shell to be refused')
    expect(ended()?.value).toMatchObject({ exit: { code: 1 } })
    await engine.call('shells.close', { shell: shell.id })
    expect(await engine.get('c')).toMatchObject({ state: 'running', busy: null, limits: {} })
    expect((await engine.call('engine.snapshot', {})).checkpoints).toEqual([])
    await engine.exec('c', 'true')
  })

  test(
    'an image is brought in, and a container of it has a copy of its files, with the reason',
    unless(noImages),
    async () => {
      const layout = makeLayout(engine.place.path('layout'), {
        web: { layers: [await busyboxLayer(), SECOND_LAYER], config: { Cmd: ['/bin/sh'] } },
      })
      const image = await engine.call('images.import', { source: { kind: 'path', path: layout } })
      await engine.run('c', {
        source: { kind: 'image', image: image.id },
        process: { terminal: true },
      })
      const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
      expect(await viewer.ask('cat /srv/page; ls /old; echo mine > /note; cat /note')).toBe(
        'hello\nthree\nmine',
      )
      viewer.close()
      const notes = (await engine.journal('c')).map(({ note }) => note)
      expect(notes).toContain(
        'it has a copy of its image’s files, because an ordinary user cannot mount overlayfs',
      )
      await engine.destroy('c')
      await engine.call('images.remove', { image: image.id })
    },
  )

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
      message: 'id 1000 cannot be had inside without root',
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
    engine = await open(GIVEN)
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
    engine = await open('', CGROUP)
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
    const { cpuUsec } = await engine.call('containers.stats', ref('c'))
    expect(cpuUsec).toBeGreaterThan(0)
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
