import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inChild } from '../../support/child-engine.ts'
import { failure, IDLE, ref, script, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

const ROOT = join(import.meta.dirname, '../../..')
const NOBODY = 65534

/** Neither the repository nor Node need lie where an ordinary user can go, so both are shown below the test's own folder. */
const AS_NOBODY = `set -e
repo=$1 place=$2 node=$3 bundle=$4; shift 4
mkdir -p "$place/repo"; touch "$place/node"
mount --bind "$repo" "$place/repo"; mount --bind "$node" "$place/node"
chown ${NOBODY}:${NOBODY} "$place"
exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups \\
  "$place/node" "$place/repo\${bundle#"$repo"}" "$@"`

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open((folders) => {
    const own = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', AS_NOBODY, 'sh']
    return inChild(folders, [...own, ROOT, join(folders.state, '..')])
  })
})
afterEach(() => engine.clear())

describe('an engine of an ordinary user', unless(skipReason), () => {
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
    expect(problems.map(({ what }) => what)).toContain('Runcible runs without root')
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

  test('limits at create are refused in words, and nothing is left', async () => {
    const error = await failure(
      engine.create('c', { ...IDLE, limits: { memory: 64 * 1024 * 1024 } }),
    )
    expect(error.message).toMatch(/^OCI runtime create failed: |cgroup/)
    expect(await engine.containers()).toEqual([])
  })
})
