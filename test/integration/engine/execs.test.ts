import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failure, IDLE, ref, script, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const of = (exec: string) => ({ ...ref('c'), exec })
const view = (exec: string) => Viewer.open(engine.client, { kind: 'exec', ...of(exec) })

describe('an exec', unless(skipReason), () => {
  test('has its own command, user, folder, environment, pid, exit code', async () => {
    await engine.run('c', { ...IDLE, process: { ...IDLE.process, env: ['OF=init'] } })
    const created = await engine.call('execs.create', {
      ...ref('c'),
      request: {
        args: ['sh', '-c', 'id -un; pwd; echo $OF $MORE; exit 3'],
        user: 'demo',
        cwd: '/var/log',
        env: ['MORE=exec'],
      },
    })
    expect(created).toMatchObject({
      state: 'created',
      pid: null,
      user: '1000:1000',
      cwd: '/var/log',
      terminal: false,
      startedAt: null,
      exit: null,
    })
    await engine.call('execs.start', of(created.id))
    const ended = await engine.execEnded('c', created.id)
    expect(ended.exit).toMatchObject({ code: 3, signal: null, reason: 'exited' })
    const viewer = await view(created.id)
    await viewer.shows(/demo\r\n\/var\/log\r\ninit exec\r\n/)
    await engine.call('execs.delete', of(created.id))
    expect((await engine.get('c')).execs).toEqual([])
    expect((await engine.get('c')).state).toBe('running')
  })

  test('its user by number, and by a name that the container does not know', async () => {
    await engine.run('c')
    const { id, user } = await engine.call('execs.create', {
      ...ref('c'),
      request: { args: ['id', '-u'], user: '4321:8765' },
    })
    expect(user).toBe('4321:8765')
    await engine.call('execs.start', of(id))
    await (await view(id)).shows('4321')
    const unknown = { args: ['true'], user: 'nobody-knows' }
    expect(
      await failure(engine.call('execs.create', { ...ref('c'), request: unknown })),
    ).toMatchObject({
      code: 'invalid-input',
      field: 'user',
      message: 'the container knows no user nobody-knows',
    })
    expect((await engine.get('c')).execs).toHaveLength(1)
  })

  test('in a terminal: a signal ends it, and the container goes on', async () => {
    await engine.run('c')
    const { id } = await engine.call('execs.create', {
      ...ref('c'),
      request: { args: ['sh'], terminal: true, size: { cols: 90, rows: 20 } },
    })
    const started = await engine.call('execs.start', of(id))
    expect(started).toMatchObject({ state: 'running', monitor: 'watching' })
    expect(started.pid).toBeGreaterThan(1)
    const viewer = await view(id)
    expect(await viewer.ask('tty; stty size')).toMatch(/\/dev\/pts\/\d+\n20 90/)
    await engine.call('execs.kill', { ...of(id), signal: 1 })
    expect((await engine.execEnded('c', id)).exit).toMatchObject({ code: 129, signal: 1 })
    await until(() => viewer.ended, 'the end of its console')
    expect((await engine.get('c')).state).toBe('running')
  })

  test('stdout and stderr of pipes are told apart; stdin is ended by a click', async () => {
    await engine.run('c')
    const { id } = await engine.call('execs.create', {
      ...ref('c'),
      request: { args: ['sh', '-c', 'echo oops >&2; sort; exit 4'], stdin: 'once' },
    })
    await engine.call('execs.start', of(id))
    const viewer = await view(id)
    viewer.type('pear\napple\n')
    await until(() => viewer.text.includes('oops'), 'stderr')
    expect((await engine.getExec('c', id)).stdinClosed).toBe(false)
    expect((await engine.call('execs.closeStdin', of(id))).stdinClosed).toBe(true)
    expect((await engine.execEnded('c', id)).exit?.code).toBe(4)
    await until(() => viewer.ended, 'the end of its console')
    expect(viewer.bySource.stdout).toBe('apple\npear\n')
    expect(await failure(engine.call('execs.closeStdin', of(id)))).toMatchObject({
      code: 'failed-precondition',
      message: 'cannot end stdin: its stdin is ended already',
    })
  })

  test('a command that is not there: runc’s words, the exec stays created, nothing is left', async () => {
    await engine.run('c')
    const { id } = await engine.call('execs.create', { ...ref('c'), request: { args: ['/nope'] } })
    const error = await failure(engine.call('execs.start', of(id)))
    expect(error.code).toBe('runtime-failed')
    expect(error.message).toMatch(/^OCI runtime exec failed: .*\/nope.*no such file or directory/)
    expect(error.said).toContain('/nope')
    expect(error.command).toContain('--exec')
    expect(await engine.getExec('c', id)).toMatchObject({ state: 'created', pid: null })
    await until(() => engine.place.monitors().length === 1, 'its conmon to be gone')
    await engine.call('execs.delete', of(id))
  })

  test('what runs in a created container, runs; a paused one takes none; an ended one starts none', async () => {
    await engine.create('c')
    const early = await engine.exec('c', 'sh', '-c', 'exit 5')
    expect((await engine.execEnded('c', early.id)).exit?.code).toBe(5)
    await engine.call('containers.start', ref('c'))
    const waiting = await engine.call('execs.create', { ...ref('c'), request: { args: ['true'] } })
    const running = await engine.exec('c', 'sleep', '1000')

    await engine.call('containers.pause', ref('c'))
    expect((await engine.getExec('c', running.id)).status).toBe('paused')
    expect(
      await failure(engine.call('execs.create', { ...ref('c'), request: { args: ['true'] } })),
    ).toMatchObject({ message: 'cannot exec in a paused state' })
    const inPaused = await failure(engine.call('execs.start', of(waiting.id)))
    expect(inPaused.message).toMatch(/cannot exec in a paused/)
    expect((await engine.getExec('c', waiting.id)).state).toBe('created')

    await engine.call('containers.resume', ref('c'))
    await engine.kill('c')
    await engine.ended('c')
    expect(await failure(engine.call('execs.start', of(waiting.id)))).toMatchObject({
      code: 'failed-precondition',
      message: 'container c init process is not running',
    })
  })

  test('the exits of execs are published before the init’s', async () => {
    await engine.run('c')
    await engine.exec('c', 'sleep', '1000')
    await engine.exec('c', 'sleep', '1001')
    await engine.exec('c', 'sleep', '1002')
    await engine.kill('c')
    await engine.ended('c')
    const changes = engine.changes('c')
    const end = changes.findIndex(({ state }) => state === 'stopped')
    const states = (index: number) => changes[index]?.execs.map(({ state }) => state)
    expect(states(end)).toEqual(['stopped', 'stopped', 'stopped'])
    expect(states(end - 1)).toEqual(['stopped', 'stopped', 'stopped'])
    expect(changes[end]?.execs.map(({ exit }) => exit?.code)).toEqual([137, 137, 137])
    expect(changes.slice(end).every(({ state }) => state === 'stopped')).toBe(true)
  })

  test('one that is over at once is told after its start, with its code', async () => {
    await engine.run('c', script('while :; do sleep 1; done'))
    for (let round = 0; round < 10; round++) {
      const { id, state } = await engine.exec('c', 'sh', '-c', `exit ${round}`)
      expect(state).toBe('running')
      const { exit } = await engine.execEnded('c', id)
      expect(exit?.code).toBe(round)
      const states = engine
        .changes('c')
        .flatMap(({ execs }) => execs.filter((exec) => exec.id === id).map(({ state }) => state))
      expect([...new Set(states)]).toEqual(['created', 'running', 'stopped'])
    }
  })

  test.each([
    ['without a terminal', false, 2, 'sleep 100 & sleep 100 & exit'],
    // What belongs to the terminal is hung up with it.
    ['on a terminal', true, 0, 'sleep 100 & sleep 100 & exit'],
    ['on a terminal, deaf to its hang-up', true, 2, 'trap "" HUP; sleep 100 & sleep 100 & exit'],
  ])('what it left running is counted and ended: %s', async (_, terminal, left, text) => {
    await engine.run('c')
    const stays = await engine.exec('c', 'sleep', '1001')
    const { id } = await engine.call('execs.create', {
      ...ref('c'),
      request: { args: ['sh', '-c', text], terminal },
    })
    expect((await engine.call('execs.start', of(id))).left).toBe(0)
    expect(await failure(engine.call('execs.endLeft', of(stays.id)))).toMatchObject({
      code: 'failed-precondition',
    })
    await engine.execEnded('c', id)
    if (left === 0) {
      await sleep(500)
      expect((await engine.getExec('c', id)).left).toBe(0)
    } else await until(async () => (await engine.getExec('c', id)).left === left, 'them counted')
    await engine.restart()
    await until(async () => (await engine.getExec('c', id)).left === left, 'them counted again')
    expect((await engine.call('execs.endLeft', of(id))).left).toBe(0)
    expect((await engine.getExec('c', stays.id)).state).toBe('running')
    expect((await engine.get('c')).state).toBe('running')
  })

  test('its monitor killed: that is shown, it runs on, and its end is seen as unseen', async () => {
    await engine.run('c')
    const { id, pid } = await engine.exec('c', 'sleep', '1000')
    const conmon = engine.place.monitorOf(`execs/${id}/`)
    process.kill(conmon, 'SIGKILL')
    await until(async () => (await engine.getExec('c', id)).monitor === 'lost', 'the loss told')
    expect(await engine.getExec('c', id)).toMatchObject({ state: 'running', pid })
    await engine.call('execs.kill', { ...of(id), signal: 9 })
    expect((await engine.execEnded('c', id)).exit).toMatchObject({ code: null, reason: 'unseen' })
    expect((await engine.get('c')).monitor).toBe('watching')
  })

  test('created, its conmon stands ready; not started, it goes, killed or left behind, and a start brings another', async () => {
    await engine.run('c')
    const monitor = (id: string) => engine.place.monitorOf(`execs/${id}/`)
    const create = () =>
      engine.call('execs.create', { ...ref('c'), request: { args: ['sh', '-c', 'exit 6'] } })
    const [kept, killed, deleted] = [await create(), await create(), await create()]
    process.kill(monitor(killed.id), 'SIGKILL')
    await engine.call('execs.delete', of(deleted.id))
    expect(engine.place.monitors()).toHaveLength(2)
    expect(monitor(kept.id)).toBeGreaterThan(1)
    await engine.call('execs.start', of(killed.id))
    expect((await engine.execEnded('c', killed.id)).exit?.code).toBe(6)
    await until(() => engine.place.monitors().length === 1, 'the conmon that nobody wanted to go')
    expect((await engine.getExec('c', kept.id)).state).toBe('created')
    await engine.call('execs.start', of(kept.id))
    expect((await engine.execEnded('c', kept.id)).exit?.code).toBe(6)
  })
})
