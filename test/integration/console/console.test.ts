import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  attachConsole,
  type ConsoleOptions,
  type ProcessConsole,
  replayConsole,
} from '../../../electron/engine/console/process-console.ts'
import { Screen } from '../../../electron/engine/console/screen.ts'
import { HIGH_WATER } from '../../../shared/flow.ts'
import { unless, withoutRoot } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Watcher } from '../../unit/console/watcher.ts'
import { type ContainerPlan, Sandbox, type TestContainer } from '../runtime/sandbox.ts'

let sandbox: Sandbox
let consoles: ProcessConsole[]

beforeEach(async () => {
  consoles = []
  sandbox = await Sandbox.make()
})
afterEach(async () => {
  for (const console of consoles) console.dispose()
  expect(await sandbox.clear()).toEqual([])
})

function optionsOf(c: TestContainer, fresh: boolean): ConsoleOptions {
  const { bundle, log, terminal, stdin } = c.conmon()
  return { dir: bundle, log, terminal, stdin, fresh }
}

/** Attached as the engine does: right after a create, or (not fresh) after a restart of its own. */
async function attach(c: TestContainer, fresh: boolean): Promise<ProcessConsole> {
  const console = await attachConsole(optionsOf(c, fresh))
  consoles.push(console)
  return console
}

/** A container whose console is attached before it starts, and a viewer. */
async function started(script: string, plan: Partial<ContainerPlan> = {}) {
  const c = sandbox.container('c', { args: ['sh', '-c', script], terminal: true, ...plan })
  await c.create()
  const console = await attach(c, true)
  const watcher = new Watcher().watch(console)
  await c.runc.start('c')
  return { c, console, watcher }
}

const shows = (watcher: Watcher, text: string | RegExp) =>
  until(
    () => (typeof text === 'string' ? watcher.text.includes(text) : text.test(watcher.text)),
    `${text} in ${JSON.stringify(watcher.text.slice(-300))}`,
  )

/** What a shell's counting loop printed, as numbers. */
const numbers = (text: string) => [...text.matchAll(/n(\d+)\r?\n/g)].map(([, n]) => Number(n))
/** What a terminal shows that was given it all, as text. */
async function rendered(watcher: Watcher): Promise<string> {
  const screen = new Screen({ cols: 80, rows: 24 })
  await screen.write(Buffer.from(watcher.text, 'latin1'))
  const text = Buffer.from(await screen.serialize()).toString()
  screen.dispose()
  return text
}
const isCount = (list: number[]) => list.every((n, at) => n === at)

describe('a console', unless(withoutRoot), () => {
  test('a terminal: input, echo, resize, end', async () => {
    const { c, console, watcher } = await started('trap "stty size" WINCH; echo ready; exec sh')
    await shows(watcher, 'ready')
    watcher.type('echo a$((1+1))b\r')
    await shows(watcher, 'a2b')
    for (const cols of [81, 90, 100, 110, 120]) watcher.resize(cols, 40)
    expect(console.size).toEqual({ cols: 120, rows: 40 })
    await sleep(600)
    watcher.type('stty size\r')
    await shows(watcher, '40 120')
    watcher.type('exit 3\r')
    expect(await c.exitCode()).toBe(3)
    await console.finish()
    await until(() => watcher.ended, 'the end')
    expect(console.live).toBe(false)
  })

  test('pipes: stdout and stderr told apart, every byte as it was', async () => {
    const { c, console, watcher } = await started(
      'printf "out\\000\\377\\n"; sleep 0.2; printf "err\\r" >&2; sleep 0.2; printf end',
      { terminal: false },
    )
    await c.exitCode()
    await console.finish()
    await until(() => watcher.ended, 'the end')
    const data = watcher.items.flatMap((item) =>
      item.kind === 'data' ? [[item.source, Buffer.from(item.bytes).toString('latin1')]] : [],
    )
    expect(data).toEqual([
      ['stdout', 'out\0\xff\n'],
      ['stderr', 'err\r'],
      ['stdout', 'end'],
    ])
  })

  test('what a process says just before it ends is there before the end', async () => {
    const { console, watcher, c } = await started(
      'i=0; while [ $i -lt 3000 ]; do echo n$i; i=$((i+1)); done',
    )
    await c.exitCode()
    await console.finish()
    await until(() => watcher.ended, 'the end')
    const found = numbers(watcher.text)
    expect(found.length).toBe(3000)
    expect(isCount(found)).toBe(true)
  })

  test('stdin as a one-shot: a click ends it, output goes on', async () => {
    const { c, console, watcher } = await started('cat; echo after', {
      terminal: false,
      stdin: 'once',
    })
    watcher.type('line\n')
    await shows(watcher, 'line')
    console.closeStdin()
    watcher.type('lost')
    expect(await c.exitCode()).toBe(0)
    await console.finish()
    await until(() => watcher.ended, 'the end')
    expect(watcher.live).toBe('line\nafter\n')
  })

  test('a terminal’s stdin as a one-shot ends as with Ctrl-D', async () => {
    const { c, console, watcher } = await started('cat; echo after', { stdin: 'once' })
    watcher.type('line\r')
    await shows(watcher, 'line\r\nline')
    console.closeStdin()
    expect(await c.exitCode()).toBe(0)
    await shows(watcher, 'after')
  })

  test('stdin that stays open is not ended by a click; none takes no input', async () => {
    const open = await started('read a; echo got $a', { terminal: false, stdin: 'open' })
    open.console.closeStdin()
    open.watcher.type('this\n')
    await shows(open.watcher, 'got this')
    await open.c.exitCode()
    const none = sandbox.container('none', {
      args: ['sh', '-c', 'read a; echo "got $a"; sleep 1000'],
      terminal: false,
      stdin: 'none',
    })
    await none.create()
    const watcher = new Watcher().watch(await attach(none, true))
    watcher.type('no\n')
    await none.runc.start('none')
    await shows(watcher, 'got \n')
  })

  test('a large paste arrives whole; a process that does not read is said so', async () => {
    const { watcher } = await started('head -c 300000 | md5sum; exec sleep 1000', {
      terminal: false,
    })
    watcher.type('p'.repeat(300_000))
    await shows(watcher, /[0-9a-f]{32}/)
    for (let n = 0; n < 40 && !watcher.closed; n++) watcher.type('q'.repeat(100_000))
    expect(watcher.closed?.error?.code).toBe('unavailable')
  })

  /** Lets 12 MB through a terminal, in lines of 80, once it is told to. */
  const FLOOD = `stty -echo; echo ready; read a; yes ${'f'.repeat(79)} | head -c 12000000; echo done; exec cat`
  const FLOOD_BYTES = 12_000_000 + 12_000_000 / 80 + 'ready\r\ndone\r\n'.length

  test('a viewer slower than the process loses nothing: the process waits for it, and still hears', async () => {
    const { c, watcher } = await started(FLOOD)
    await shows(watcher, 'ready')
    const monitor = readFileSync(c.path('conmon.pid'), 'utf8').trim()
    const open = () => readdirSync(`/proc/${monitor}/fd`).length
    const before = open()
    watcher.parsesIn = 100
    const begun = performance.now()
    watcher.type('go\r')
    await until(() => watcher.received === FLOOD_BYTES, 'the end of the flood', 30_000)
    expect(performance.now() - begun).toBeGreaterThan((FLOOD_BYTES / HIGH_WATER - 1) * 100)
    expect(watcher.snapshots.length).toBe(1)
    const waits = watcher.items.flatMap((item) => (item.kind === 'held' ? [item.forMs] : []))
    expect(waits[0]).toBeGreaterThanOrEqual(990)
    await until(() => watcher.isHeld === false, 'that the wait is over told')
    watcher.type('heard\r')
    await shows(watcher, 'heard')
    await until(() => open() === before, 'conmon to have let go')
  })

  test('a viewer that does not answer at all is not waited for', async () => {
    const { watcher, console } = await started(FLOOD)
    await shows(watcher, 'ready')
    const quick = new Watcher().watch(console)
    await until(() => quick.snapshots.length === 1, 'a second viewer')
    watcher.holdsBack = true
    watcher.type('go\r')
    await until(() => quick.received > 12_000_000, 'the end of the flood', 30_000)
    expect(quick.snapshots.length).toBe(1)
    watcher.catchUp()
    await shows(watcher, 'done')
    expect(watcher.snapshots.length).toBe(2)
  })

  test('attaching sends nothing: no byte, no resize', async () => {
    const { c, watcher } = await started(
      'trap "echo winch" WINCH; echo ready; while :; do read a && echo "[$a]"; done',
    )
    await shows(watcher, 'ready')
    const other = new Watcher().watch(await attach(c, false))
    await shows(other, 'ready')
    watcher.type('x\r')
    await shows(watcher, '[x]')
    expect(watcher.text).not.toContain('winch')
  })

  test('under a folder whose path is longer than a socket’s may be', async () => {
    const deep = 'd'.repeat(90)
    const c = sandbox.container(deep, { args: ['sh', '-c', 'echo deep; sleep 1000'] })
    expect(c.path('bundle/attach').length).toBeGreaterThan(107)
    await c.create()
    const watcher = new Watcher().watch(await attach(c, true))
    await c.runc.start(deep)
    await shows(watcher, 'deep')
  })

  test('conmon killed: detached is told, what was seen stays, attaching again says why not', async () => {
    const { c, console, watcher } = await started('echo seen; exec sleep 1000')
    await shows(watcher, 'seen')
    let detached = 0
    console.onDetached(() => detached++)
    process.kill(Number(readFileSync(c.path('conmon.pid'), 'utf8')), 'SIGKILL')
    await until(() => detached === 1, 'the detaching')
    expect(console.live).toBe(false)
    expect(watcher.ended).toBe(false)
    await expect(attach(c, false)).rejects.toMatchObject({ code: 'monitor-failed' })
    await console.finish()
    await until(() => watcher.ended, 'the end')
    await shows(new Watcher().watch(console), 'seen')
  })
})

describe('after a restart of the engine', unless(withoutRoot), () => {
  test('quiet: the history is there once, with what comes after it', async () => {
    const { c, console, watcher } = await started(
      'echo one; echo two; read a; echo got $a; sleep 1000',
    )
    await shows(watcher, 'two')
    watcher.resize(100, 30)
    console.dispose()
    const again = await attach(c, false)
    expect(again.size).toEqual({ cols: 100, rows: 30 })
    const after = new Watcher().watch(again)
    await shows(after, 'one\r\ntwo')
    after.type('3\r')
    await shows(after, 'got 3')
    expect(after.text.match(/two/g)?.length).toBe(1)
  })

  test.each([
    ['a terminal', true],
    ['pipes', false],
  ])(
    'in the midst of output of %s: no line lost, none doubled, ten times over',
    async (_, terminal) => {
      const { c, console, watcher } = await started(
        'i=0; while :; do echo n$i; i=$((i+1)); [ $((i % 50)) = 0 ] && sleep 0.01; done',
        { terminal },
      )
      await shows(watcher, 'n100')
      console.dispose()
      for (let round = 0; round < 10; round++) {
        const again = await attach(c, false)
        const after = new Watcher().watch(again)
        await until(() => numbers(after.live).length > 50, 'some live lines')
        again.dispose()
        const found = numbers(terminal ? await rendered(after) : after.text)
        const first = found[0] ?? 0
        expect(found).toEqual(found.map((_, at) => first + at))
        expect(found.length).toBeGreaterThan(100)
      }
    },
  )

  test.each([
    ['as fast as it goes', 100_000],
    ['with rests shorter than anybody waits', 40],
  ])('in the midst of a flood of equal lines, %s: as many as were written', async (_name, rest) => {
    const line = 'y'.repeat(299)
    const lines = 9000
    const loop = `echo ${line}; i=$((i+1)); [ $((i % ${rest})) = 0 ] && sleep 0.001`
    for (let round = 0; round < 5; round++) {
      const c = sandbox.container(`c${round}`, {
        args: ['sh', '-c', `i=0; while [ $i -lt ${lines} ]; do ${loop}; done; cat`],
      })
      await c.create()
      const console = await attach(c, true)
      const watcher = new Watcher().watch(console)
      await c.runc.start(c.id)
      await until(() => watcher.received > 100_000 * (round + 1), 'the flood to begin')
      console.dispose()
      expect(readFileSync(c.path('console.log')).length).toBeLessThan(lines * line.length)
      const after = new Watcher().watch(await attach(c, false))
      after.type('done')
      await shows(after, 'done')
      expect(after.text.split('\n').length).toBe(lines + 1)
      expect(after.text.replaceAll(/[\r\n]/g, '').length).toBe(lines * line.length + 'done'.length)
    }
  })

  test('an ended process: its log, as it was laid out', async () => {
    const { c, console, watcher } = await started('read a; printf "%0120d\\nlast\\n" 7')
    watcher.resize(60, 20)
    watcher.type('\r')
    await c.exitCode()
    await console.finish()
    console.dispose()
    const replay = replayConsole(optionsOf(c, false))
    consoles.push(replay)
    const after = new Watcher().watch(replay)
    await until(() => after.ended, 'the end')
    expect(replay.live).toBe(false)
    expect(after.snapshots[0]?.size).toEqual({ cols: 60, rows: 20 })
    expect(after.snapshot).toContain(`${'0'.repeat(119)}7\r\nlast`)
  })

  test('a log that is gone is an empty history', async () => {
    const replay = replayConsole({ log: sandbox.path('none'), terminal: false, stdin: 'none' })
    consoles.push(replay)
    const after = new Watcher().watch(replay)
    await until(() => after.ended, 'the end')
    expect(after.text).toBe('')
  })
})
