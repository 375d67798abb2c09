import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ref, script, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const view = (id: string) => Viewer.open(engine.client, { kind: 'init', ...ref(id) })

describe('a console', unless(skipReason), () => {
  test('typing, echo, colours; two viewers see and type the same', async () => {
    await engine.run('c', { process: { terminal: true } })
    const one = await view('c')
    const two = await view('c')
    one.type('X=green; echo it is $X\r')
    await one.shows('it is green')
    await two.shows('it is green')
    expect(await two.ask('echo $X')).toBe('green')
    expect(one.text).toContain('\x1b[36m')
    two.close()
    expect(await one.ask('printf "\\033[31mred\\033[0m"')).toBe('\x1b[31mred\x1b[0m')
    one.close()
  })

  test('a resize reaches the program and the other viewers', async () => {
    await engine.run('c', { process: { terminal: true } })
    const one = await view('c')
    const two = await view('c')
    one.resize({ cols: 132, rows: 43 })
    await until(async () => (await one.ask('stty size')) === '43 132', 'the new size inside')
    expect(two.sizes.at(-1)).toEqual({ cols: 132, rows: 43 })
    const late = await view('c')
    expect(late.sizes).toEqual([{ cols: 132, rows: 43 }])
    for (const viewer of [one, two, late]) viewer.close()
  })

  /** Writes every SIGWINCH and every byte of input down, beside what its console shows. */
  const NOTICING = `stty raw -echo; exec 3<&0; cat <&3 >> /typed & trap 'echo winch >> /winches' WINCH
    touch /typed /winches; echo ready; while :; do wait $!; done`

  test('an observer attaches, looks, changes its window and leaves: no byte, no resize, unlike an owner', async () => {
    const { rootfs } = await engine.run('c', {
      process: { args: ['sh', '-c', NOTICING], terminal: true },
    })
    const read = (name: string) => readFileSync(join(rootfs, name), 'utf8')
    const target = { kind: 'init' as const, ...ref('c') }
    const ready = new Viewer(engine.client, target, 'observer')
    await ready.shows('ready')
    for (let round = 0; round < 3; round++) {
      const observer = await Viewer.open(engine.client, target, 'observer')
      observer.resize({ cols: 100 + round, rows: 40 })
      await until(() => observer.viewers.some(({ size }) => size?.rows === 40), 'its size told')
      expect(observer.viewers).toMatchObject([{ sets: false }, { sets: false, as: 'observer' }])
      observer.close()
    }
    await engine.restart()
    const after = await Viewer.open(engine.client, target, 'observer')
    await after.shows('ready')
    await sleep(300)
    expect([read('typed'), read('winches')]).toEqual(['', ''])

    after.type('key')
    await until(() => after.closed !== null, 'an observer that types to be refused')
    expect(after.closed?.error?.code).toBe('failed-precondition')
    const owner = await Viewer.open(engine.client, target)
    owner.resize({ cols: 100, rows: 40 })
    owner.type('key')
    await until(() => read('winches') === 'winch\n' && read('typed') === 'key', 'an owner’s traces')
    owner.close()
  })

  test('two owners: whoever typed last sets the size; one that leaves gives it back', async () => {
    await engine.run('c', { process: { terminal: true } })
    const one = await view('c')
    one.resize({ cols: 132, rows: 43 })
    await until(() => one.sizes.at(-1)?.cols === 132, 'its size')
    const two = await view('c')
    two.resize({ cols: 90, rows: 30 })
    await until(() => one.viewers[1]?.size?.cols === 90, 'the other’s size told')
    expect(one.sizes.at(-1)).toEqual({ cols: 132, rows: 43 })
    await until(async () => (await two.ask('stty size')) === '30 90', 'the size of who types')
    expect(one.sizes.at(-1)).toEqual({ cols: 90, rows: 30 })
    two.close()
    await until(() => one.sizes.at(-1)?.cols === 132, 'its own size again')
    await until(async () => (await one.ask('stty size')) === '43 132', 'the size of who is left')
    one.close()
  })

  test('10,000 lines back, for whoever comes late', async () => {
    await engine.run('c', { process: { terminal: true } })
    const first = await view('c')
    first.type('i=0; while [ $i -lt 10500 ]; do i=$((i+1)); echo line $i; done; echo done\r')
    await first.shows(/line 10500\r\ndone/)
    const late = await view('c')
    const lines = new Set(late.snapshot.match(/line \d+(?=\r|\n|$)/gm))
    expect(lines.size).toBeGreaterThanOrEqual(9_990)
    for (let n = 600; n <= 10_500; n++) expect(lines.has(`line ${n}`), `line ${n}`).toBe(true)
    first.close()
    late.close()
  })

  test('a megabyte, byte for byte', async () => {
    await engine.run('c', script('read go; seq 1 150000', { stdin: 'open' }))
    const viewer = await view('c')
    viewer.type('go\n')
    await until(() => viewer.ended, 'all of it')
    const wanted = Array.from({ length: 150_000 }, (_, n) => `${n + 1}\n`).join('')
    expect(viewer.bySource.stdout === wanted, 'not what was written').toBe(true)
    viewer.close()
  })

  test('stdout and stderr of pipes, live and afterwards', async () => {
    await engine.run('c', script('read go; echo out; echo err >&2; read go', { stdin: 'open' }))
    const viewer = await view('c')
    viewer.type('go\n')
    await until(
      () => viewer.bySource.stderr.length > 0 && viewer.bySource.stdout.length > 0,
      'both',
    )
    expect(viewer.bySource).toEqual({ stdout: 'out\n', stderr: 'err\n' })
    const late = await view('c')
    expect(late.snapshot).toContain('out\r\n')
    expect(late.snapshot).toContain('\x1b[03;031merr\r\n')
    viewer.type('go\n')
    await until(() => viewer.ended && late.ended, 'the end')
    const after = await view('c')
    expect(after.snapshot).toBe(late.snapshot)
    for (const one of [viewer, late, after]) one.close()
  })

  test('the log’s lines with their times and pipes, page by page', async () => {
    const said = 'for n in 1 2 3; do echo out $n; sleep 0.3; echo err $n >&2; sleep 0.3; done'
    await engine.run('c', script(said))
    await engine.ended('c')
    const target = { kind: 'init' as const, ...ref('c') }
    const last = await engine.call('consoles.lines', { target, limit: 4 })
    const first = await engine.call('consoles.lines', { target, limit: 4, before: last.from })
    const lines = [...first.lines, ...last.lines]
    expect(first.from).toBe(0)
    expect(lines.map(({ source, text }) => `${source} ${text}`)).toEqual(
      [1, 2, 3].flatMap((n) => [`stdout out ${n}`, `stderr err ${n}`]),
    )
    const times = lines.map(({ at }) => Date.parse(at))
    for (const [n, time] of times.slice(1).entries()) {
      expect(time - (times[n] ?? 0)).toBeGreaterThan(250)
    }
    expect(Date.now() - (times.at(-1) ?? 0)).toBeLessThan(10_000)
  })

  test('a delete waits until all of the output has been read', async () => {
    await engine.run('c', script('read go; seq 1 400000', { stdin: 'open' }))
    const viewer = await view('c')
    viewer.type('go\n')
    await engine.ended('c')
    await engine.call('containers.delete', ref('c'))
    await until(() => viewer.ended, 'all of it')
    const wanted = Array.from({ length: 400_000 }, (_, n) => `${n + 1}\n`).join('')
    expect(viewer.bySource.stdout === wanted, 'not what was written').toBe(true)
    viewer.close()
  })

  test('of an ended container, with what it said last', async () => {
    await engine.run('c', { process: { args: ['sh', '-c', 'echo last words; exit 3'] } })
    await engine.ended('c')
    const viewer = await view('c')
    await viewer.shows('last words')
    await until(() => viewer.ended, 'that it has ended')
    viewer.close()
  })
})
