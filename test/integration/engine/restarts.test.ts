import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openEngine } from '../../../electron/engine/engine.ts'
import { Layout } from '../../../electron/engine/paths.ts'
import { execCommand } from '../../../electron/engine/runtime/conmon-args.ts'
import { isAlive } from '../../../electron/engine/runtime/proc.ts'
import { Runc } from '../../../electron/engine/runtime/runc.ts'
import { enginePid, isRemote, killable, usualHost } from '../../support/hosts.ts'
import { processesBeside } from '../../support/inside.ts'
import {
  conmon,
  failure,
  IDLE,
  names,
  ref,
  runc,
  script,
  skipReason,
  TestEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
const view = (id: string) => Viewer.open(engine.client, { kind: 'init', ...ref(id) })
const byHand = (...args: string[]) =>
  spawnSync(runc, ['--root', engine.place.root(), ...args], { encoding: 'utf8' })

/** One container in every state, with execs and something to read in their consoles. */
async function populate(): Promise<void> {
  await engine.create('created')
  await engine.run('running', { process: { terminal: true } })
  const shell = await view('running')
  await shell.ask('X=survived; echo some text')
  const checkpoint = await engine.checkpoint('running')
  shell.close()
  await engine.create('waiting', { source: { kind: 'checkpoint', checkpoint: checkpoint.id } })
  await engine.exec('running', 'sleep', '1000')
  const over = await engine.exec('running', 'sh', '-c', 'echo exec said this; exit 5')
  await engine.execEnded('running', over.id)
  await engine.call('execs.create', { ...ref('running'), request: { args: ['ls'] } })
  await engine.run('paused', script('echo before the pause; while :; do sleep 1; done'))
  await engine.call('containers.pause', ref('paused'))
  await engine.run('ended', script('echo last words; exit 7'))
  await engine.ended('ended')
  await engine.run('killed')
  await engine.kill('killed', 9)
  await engine.ended('killed')
}

const sorted = async () =>
  (await engine.containers())
    .map((container) => ({
      ...container,
      execs: [...container.execs].sort((a, b) => a.id.localeCompare(b.id)),
    }))
    .sort((a, b) => a.id.localeCompare(b.id))

describe.each([
  ['closed and opened again', usualHost],
  ['killed with SIGKILL and started again', killable],
])('an engine %s', unless(skipReason), (_name, host) => {
  beforeEach(async () => {
    engine = await TestEngine.open(host)
  })
  afterEach(() => engine.clear())

  test('shows the same containers, execs, states, exit codes, checkpoints, and consoles with their text', async () => {
    await populate()
    const before = await sorted()
    const { checkpoints } = await engine.call('engine.snapshot', {})
    const journal = await engine.call('journal.list', { limit: 500 })
    for (let round = 0; round < 2; round++) {
      await engine.restart()
      expect(await sorted()).toEqual(before)
      expect((await engine.call('engine.snapshot', {})).checkpoints).toEqual(checkpoints)
      const journalNow = await engine.call('journal.list', { limit: 500 })
      expect(journalNow.slice(0, journal.length)).toEqual(journal)
    }

    const shell = await view('running')
    await shell.shows('some text')
    expect(await shell.ask('echo $X')).toBe('survived')
    const over = before
      .find(({ id }) => id === 'running')
      ?.execs.find(({ exit }) => exit?.code === 5)
    const ofExec = await Viewer.open(engine.client, {
      kind: 'exec',
      ...ref('running'),
      exec: over?.id ?? '',
    })
    await ofExec.shows('exec said this')
    for (const [id, text] of [
      ['ended', 'last words'],
      ['paused', 'before the pause'],
    ] as const) {
      const viewer = await view(id)
      await viewer.shows(text)
      viewer.close()
    }
    await engine.call('containers.start', ref('waiting'))
    const restored = await view('waiting')
    expect(await restored.ask('echo $X')).toBe('survived')
    await engine.call('containers.start', ref('created'))
    await engine.call('containers.resume', ref('paused'))
    for (const one of [shell, ofExec, restored]) one.close()
  })

  test('tells what ended meanwhile, with its code', async () => {
    await engine.run('quits', script('while [ ! -e /go ]; do sleep 0.02; done; echo bye; exit 9'))
    await engine.run('killed')
    await engine.run('paused')
    const exec = await engine.exec(
      'paused',
      'sh',
      '-c',
      'while [ ! -e /go ]; do sleep 0.02; done; exit 4',
    )
    const { rootfs } = await engine.get('quits')
    const paused = await engine.get('paused')
    const [before] = (await engine.journal('killed')).slice(-1)
    await engine.stop()
    writeFileSync(join(rootfs, 'go'), '')
    writeFileSync(join(paused.rootfs, 'go'), '')
    byHand('kill', 'killed', 'KILL')
    await until(() => engine.place.monitors().length === 1, 'three conmons to be gone')
    byHand('pause', 'paused')
    await engine.start()

    expect((await engine.get('quits')).exit).toMatchObject({
      code: 9,
      signal: null,
      reason: 'exited',
    })
    expect((await engine.get('killed')).exit).toMatchObject({
      code: 137,
      signal: 9,
      reason: 'signal',
    })
    const { state, execs } = await engine.get('paused')
    expect(state).toBe('paused')
    expect(execs).toMatchObject([{ id: exec.id, state: 'stopped', exit: { code: 4 } }])
    const viewer = await view('quits')
    await viewer.shows('bye')
    viewer.close()
    const later = (await engine.journal('killed')).filter(({ seq }) => seq > (before?.seq ?? 0))
    expect(later.map(({ note }) => note)).toContain('it had ended while no engine watched')
  })
})

describe('what is found at the start', unless(skipReason), () => {
  beforeEach(async () => {
    engine = await TestEngine.open()
  })
  afterEach(() => engine.clear())

  /** What a reboot leaves: state on disk, written under another boot id, no process, an empty run folder. */
  async function reboot(): Promise<void> {
    await engine.stop()
    for (const pid of engine.place.monitors()) process.kill(pid, 'SIGKILL')
    for (const id of names(engine.place.root())) {
      byHand('resume', id)
      byHand('delete', '--force', id)
    }
    rmSync(engine.place.folders.run, { recursive: true })
    const state = join(engine.place.folders.state, 'containers')
    for (const file of readdirSync(state, { recursive: true, encoding: 'utf8' })) {
      if (!/(container|exec)\.jsonl$/.test(file)) continue
      const path = join(state, file)
      const text = readFileSync(path, 'utf8')
      writeFileSync(path, text.replace(/"bootId":"[^"]*"/g, '"bootId":"another-boot"'))
    }
    await engine.start()
  }

  test('after a reboot (simulated by another boot id on disk): what there was, and that it ended with the machine', async () => {
    await populate()
    const before = new Map((await engine.containers()).map((one) => [one.id, one]))
    await reboot()
    const after = new Map((await engine.containers()).map((one) => [one.id, one]))
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort())
    for (const id of ['created', 'running', 'paused']) {
      expect(after.get(id)).toMatchObject({
        state: 'stopped',
        pid: null,
        exit: { code: null, signal: null, reason: 'reboot' },
      })
    }
    expect(after.get('ended')).toEqual(before.get('ended'))
    expect(after.get('killed')).toEqual(before.get('killed'))
    expect(after.get('waiting')).toEqual(before.get('waiting'))
    const execs = after.get('running')?.execs ?? []
    expect(
      execs.map(({ state, exit }) => `${state} ${exit?.reason ?? '-'} ${exit?.code ?? '-'}`).sort(),
    ).toEqual(['created - -', 'stopped exited 5', 'stopped reboot -'])
    const viewer = await view('running')
    await viewer.shows('some text')
    viewer.close()
    await engine.restart()
    expect((await engine.get('ended')).exit?.code).toBe(7)
    expect((await engine.get('running')).exit?.reason).toBe('reboot')
    await engine.call('containers.start', ref('waiting'))
    const restored = await view('waiting')
    expect(await restored.ask('echo $X')).toBe('survived')
    restored.close()
    const [checkpoint] = (await engine.call('engine.snapshot', {})).checkpoints
    await engine.call('containers.restore', { ...ref('running'), checkpoint: checkpoint?.id ?? '' })
    expect((await engine.get('running')).state).toBe('running')
  })

  test('a second engine on the same folder is refused, and harms nothing', async () => {
    await engine.run('c')
    const before = await engine.get('c')
    const { folders } = engine.place
    const holder = enginePid(folders)
    expect(holder === process.pid).toBe(!isRemote)
    await expect(openEngine({ folders, version: '0' })).rejects.toMatchObject({
      code: 'unavailable',
      message: `another Runcible manages this state folder (pid ${holder})`,
      details: { hint: expect.stringContaining(`kill ${holder}`) },
    })
    expect(await engine.get('c')).toEqual(before)
    await engine.kill('c')
    expect((await engine.ended('c')).exit?.code).toBe(137)
  })

  test('deleted behind our back, while it is watched and while it is not', async () => {
    await engine.run('watched')
    await engine.run('unwatched')
    await engine.run('stopped')
    await engine.kill('stopped')
    const { exit } = await engine.ended('stopped')
    byHand('delete', '--force', 'watched')
    expect((await engine.ended('watched')).exit).toMatchObject({ code: 137, signal: 9 })
    await engine.stop()
    byHand('delete', '--force', 'unwatched')
    byHand('delete', '--force', 'stopped')
    await until(() => engine.place.monitors().length === 0, 'conmon to be gone')
    await engine.start()
    expect((await engine.get('unwatched')).exit).toMatchObject({ code: 137, signal: 9 })
    expect((await engine.get('stopped')).exit).toEqual(exit)
    expect(await failure(engine.kill('unwatched'))).toMatchObject({ code: 'not-found' })
    for (const id of ['watched', 'unwatched', 'stopped'])
      await engine.call('containers.delete', ref(id))
  })

  test('resumed behind our back: it is what it is', async () => {
    await engine.run('c')
    await engine.call('containers.pause', ref('c'))
    await engine.stop()
    byHand('resume', 'c')
    await engine.start()
    expect((await engine.get('c')).state).toBe('running')
  })

  /** Starts an exec as an engine does that dies before it has heard of it: conmon finds nobody at its sync pipe, and leaves. */
  async function startUnheard(id: string, ...args: string[]): Promise<string> {
    const { id: exec } = await engine.call('execs.create', { ...ref(id), request: { args } })
    const layout = new Layout(engine.place.folders).container(ref(id)).exec(exec)
    const root = engine.place.root()
    const [program, ...argv] = execCommand({
      binary: conmon,
      id,
      name: id,
      runc: new Runc({
        binary: runc,
        root,
        systemdCgroup: false,
        log: layout.runcLog(),
        criu: null,
      }),
      bundle: layout.dir,
      pidFile: layout.pidFile(),
      conmonPidFile: layout.conmonPidFile(),
      exitDir: layout.exits(),
      workDir: layout.conmonWork(),
      log: layout.log(),
      terminal: false,
      stdin: 'none',
      consoleSockets: '',
      processSpec: layout.processSpec(),
      process: { args: [], cwd: '/', user: '0:0', variables: [] },
    })
    const env = { ...process.env, _OCI_SYNCPIPE: '3', _OCI_STARTPIPE: '4', _OCI_ATTACHPIPE: '5' }
    const unheard = spawn(program ?? '', argv, {
      env,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
    })
    const [sync, start, attach] = unheard.stdio.slice(3) as Socket[]
    sync?.destroy()
    start?.write('\0')
    if (attach) await once(attach, 'data')
    for (const pipe of [start, attach]) pipe?.destroy()
    await until(() => engine.place.monitors(exec).length === 0, 'its conmon to leave')
    expect(existsSync(layout.pidFile())).toBe(true)
    return exec
  }
  const inside = async (id: string) => processesBeside((await engine.get(id)).pid ?? 0)

  test('an exec whose start nobody heard of: it is ended with all that it started, and nothing else is', async () => {
    await engine.run('c')
    const heard = await engine.exec('c', 'sleep', '1000')
    const lives = await startUnheard('c', 'sh', '-c', 'sleep 1001 & sleep 1002')
    const left = await startUnheard('c', 'sh', '-c', 'sleep 1003 & exit 3')
    const over = await startUnheard('c', 'true')
    await until(async () => (await inside('c')).length === 5, 'all of them to run')
    await engine.restart()
    await until(async () => (await inside('c')).length === 2, 'all of the three to be gone')
    for (const exec of [lives, left, over]) {
      expect(await engine.getExec('c', exec)).toMatchObject({
        state: 'stopped',
        pid: null,
        startedAt: expect.any(String),
        exit: { code: null, reason: 'unseen' },
      })
      await engine.call('execs.delete', { ...ref('c'), exec })
    }
    expect(await engine.getExec('c', heard.id)).toMatchObject({
      pid: heard.pid,
      state: 'running',
      monitor: 'watching',
    })
    const notes = (await engine.journal('c')).map(({ note }) => note)
    expect(notes).toContain(
      `the monitor of ${lives} left with the engine that started it; processes ended: 2`,
    )
  })

  test('monitors that were killed with their engine: containers run on, and that is shown', async () => {
    const { pid } = await engine.run('c', IDLE)
    await engine.stop()
    for (const monitor of engine.place.monitors()) process.kill(monitor, 'SIGKILL')
    await until(() => engine.place.monitors().length === 0, 'conmon to be gone')
    await engine.start()
    await engine.waitFor('c', ({ monitor }) => monitor === 'lost', 'without monitor')
    expect(await engine.get('c')).toMatchObject({ state: 'running', pid })
    process.kill(pid ?? 0, 'SIGKILL')
    expect((await engine.ended('c')).exit).toMatchObject({ code: null, reason: 'unseen' })
    expect(isAlive(pid ?? 0, 0)).toBe(false)
  })
})
