import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasLimits } from '../../support/limits.ts'
import { fetchFrom, freePorts } from '../../support/servers.ts'
import { failure, IDLE, ref, script, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
const group = (name: string) => ({ namespace: 'default', group: name })
const states = async (...ids: string[]) =>
  Promise.all(ids.map(async (id) => (await engine.get(id)).state))

/** The order in which containers came into a state from event `from` on, each once. */
function came(into: string, from: number): string[] {
  const ids = engine.seen.slice(from).flatMap((event) => {
    if (event.name === 'container.removed') return into === 'gone' ? [event.value.id] : []
    return event.name === 'container.changed' && event.value.state === into ? [event.value.id] : []
  })
  return [...new Set(ids)]
}

const member = (
  order: number,
  name: string,
  text = 'trap "exit 0" TERM; while :; do sleep 0.02; done',
) => script(text, { naming: { group: name, order } })

describe('a group', unless(skipReason), () => {
  beforeAll(async () => {
    engine = await TestEngine.open()
  })
  afterAll(() => engine.clear())

  test('starts by its order, stops in the reverse one, is run again, and deleted', async () => {
    await engine.create('web', member(2, 'shop'))
    await engine.create('db', member(0, 'shop'))
    await engine.create('cache-a', member(1, 'shop'))
    await engine.create('cache-b', member(1, 'shop'))
    await engine.create('other', IDLE)
    const phases: string[] = []
    let from = engine.seen.length
    await engine.client.call('groups.start', group('shop'), {
      onProgress: ({ phase, done, total }) => phases.push(`${phase} ${done}/${total}`),
    })
    expect(came('running', from).map((id) => id.replace(/-[ab]$/, ''))).toEqual([
      'db',
      'cache',
      'cache',
      'web',
    ])
    expect(phases).toEqual(['starting db 0/4', 'starting cache-a, cache-b 1/4', 'starting web 3/4'])
    expect(await states('db', 'cache-a', 'cache-b', 'web', 'other')).toEqual([
      ...Array.from({ length: 4 }, () => 'running'),
      'created',
    ])

    await engine.call('containers.pause', ref('db'))
    expect(await failure(engine.call('groups.delete', group('shop')))).toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining('db'),
    })
    from = engine.seen.length
    await engine.call('groups.stop', { ...group('shop'), graceSeconds: 5 })
    const ended = came('stopped', from)
    expect([ended[0], ended.at(-1), ended.length]).toEqual(['web', 'db', 4])
    expect((await engine.get('db')).exit?.code, 'it was paused, and heeded its signal').toBe(0)

    await engine.call('groups.start', group('shop'))
    expect(await states('db', 'web')).toEqual(['running', 'running'])
    await engine.call('groups.stop', { ...group('shop'), graceSeconds: 5 })
    from = engine.seen.length
    await engine.call('groups.delete', group('shop'))
    expect(came('gone', from).at(-1)).toBe('db')
    expect((await engine.containers()).map(({ id }) => id)).toEqual(['other'])
    expect(await failure(engine.call('groups.start', group('shop')))).toMatchObject({
      code: 'not-found',
      message: 'no such group: shop: not found',
    })
    const whole = (await engine.call('journal.list', { limit: 500 })).map(({ action }) => action)
    expect(whole).toEqual(expect.arrayContaining(['start group shop', 'delete group shop']))
  })

  test('what comes after a failure is not started; the sentence names who failed', async () => {
    await engine.create('first', member(0, 'broken'))
    await engine.create('second', member(1, 'broken', 'exit 1'))
    await engine.create('third', member(2, 'broken'))
    await engine.call('containers.start', ref('second'))
    await engine.ended('second')
    const { rootfs } = await engine.get('second')
    rmSync(join(rootfs, 'bin/sh'))
    const error = await failure(engine.call('groups.start', group('broken')))
    expect(error).toMatchObject({
      code: 'runtime-failed',
      message: expect.stringMatching(/^could not start second: OCI runtime/),
    })
    expect(await states('first', 'second', 'third')).toEqual(['running', 'stopped', 'created'])
    await engine.call('groups.stop', { ...group('broken'), graceSeconds: 5 })
    await engine.call('groups.delete', group('broken'))
  })

  test('what does not heed its signal is killed after the time that it has; a stop takes the place of a start', async () => {
    const deaf = 'trap "" TERM; touch /deaf; while :; do sleep 0.05; done'
    const { rootfs } = await engine.run('deaf', member(0, 'slow', deaf))
    await until(() => existsSync(join(rootfs, 'deaf')), 'it to be deaf')
    const begun = performance.now()
    await engine.call('groups.stop', { ...group('slow'), graceSeconds: 0.3 })
    expect(performance.now() - begun).toBeGreaterThan(300)
    expect((await engine.get('deaf')).exit).toMatchObject({ code: 137, signal: 9 })

    await engine.create('late', member(1, 'slow'))
    // Over a pipe its refusal comes before anybody would wait for it.
    const stopping = engine
      .call('groups.stop', { ...group('slow'), graceSeconds: 5 })
      .catch(() => {})
    const starting = failure(engine.call('groups.start', group('slow')))
    await engine.call('groups.stop', { ...group('slow'), graceSeconds: 0 })
    await stopping
    expect(await starting).toMatchObject({ code: 'cancelled' })
    expect((await states('deaf', 'late')).includes('paused')).toBe(false)
  })
})

describe('templates', unless(skipReason), () => {
  beforeAll(async () => {
    engine = await TestEngine.open()
  })
  afterAll(() => engine.clear())

  test('those that come along start as they are', async () => {
    const { templates, broken } = await engine.call('templates.list', {})
    expect(broken).toEqual([])
    expect(templates.map(({ name, key, builtIn }) => [name, key, builtIn])).toEqual([
      ['Shell', 1, true],
      ['Web server', 2, true],
      ['Misbehaving program', 3, true],
    ])
  })

  test('the lesson: each of its ways to misbehave is real, stays within its limits, and is cleared away', async () => {
    const { templates } = await engine.call('templates.list', {})
    const { request } = templates.find(({ id }) => id === 'misbehaving') ?? {}
    if (!request) throw new Error('no lesson')
    const limits = hasLimits ? request.limits : {}
    const id = 'lesson'
    await engine.run(id, { ...request, limits })
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref(id) })
    const choose = async (choice: string, shows: string) => {
      await viewer.shows('> ')
      const from = viewer.text.length
      viewer.type(`${choice}\n`)
      await until(() => viewer.text.slice(from).includes(shows), `${choice}: ${shows}`)
    }
    const inside = async (...args: string[]) => {
      const exec = await engine.exec(id, ...args)
      const ofIt = await Viewer.open(engine.client, { kind: 'exec', ...ref(id), exec: exec.id })
      await engine.execEnded(id, exec.id)
      await until(() => ofIt.ended, 'its output')
      ofIt.close()
      await engine.call('execs.delete', { ...ref(id), exec: exec.id })
      return ofIt.text
    }
    await choose('9', 'the child ended with 139')
    await choose('3', 'never asks for it')
    await until(async () => / Z | Z$/m.test(await inside('ps', '-o', 'pid,stat,comm')), 'a zombie')
    await choose('7', 'each waits for a word')
    await choose('6', 'descriptor 11 is open')
    await until(() => viewer.text.includes('the leaking process ended with 1'), 'the leak’s end')
    if (hasLimits) {
      await choose('4', 'fork')
      const most = (await engine.figures(id)).limits.pids
      expect(most).toBe(request.limits?.pids)
      // The shell whose fork was refused has ended; what an exec of before leaves for a moment counted, too.
      await until(async () => {
        const { pids } = (await engine.figures(id)).figures
        return (pids.at(-1) ?? 0) >= (most ?? Number.POSITIVE_INFINITY) - 2
      }, 'the forks to be as many as may be')
    }
    await choose('c', 'cleared')
    await until(async () => !(await inside('ps')).includes('sleep 1000'), 'all to be cleared away')
    await choose('2', 'now stop me')
    await engine.kill(id, 15)
    await until(() => viewer.text.includes('SIGTERM? No.'), 'it to refuse')
    if (hasLimits) {
      viewer.type('1\n')
      expect((await engine.ended(id)).exit).toMatchObject({ reason: 'oom', code: 137 })
      await engine.call('containers.rerun', ref(id))
    } else await engine.kill(id, 9)
    viewer.close()
    await engine.call('containers.stop', { ...ref(id), graceSeconds: 5 })
    if (hasLimits) expect((await engine.get(id)).exit?.code, 'it was polite').toBe(0)
  })

  test('the web server answers at the port that leads to it, leaves at SIGTERM, and is not made where that is taken', async () => {
    const [port = 0] = await freePorts(1)
    const { templates } = await engine.call('templates.list', {})
    const { request } = templates.find(({ id }) => id === 'web-server') ?? {}
    if (!request) throw new Error('no web server')
    expect(request.process?.args).toEqual(['serve', '80'])
    expect(request.network).toMatchObject({ ports: [{ hostPort: 8080, containerPort: 80 }] })
    const ports = [{ hostPort: port, containerPort: 80 }]
    const network = { kind: 'outbound' as const, ports }
    const wanted = { ...request, network, naming: { restarts: 0 } }
    await engine.run('web', wanted)
    await until(async () => (await fetchFrom(port))?.includes('container web') ?? false, 'its page')
    expect((await failure(engine.create('taken', wanted))).message).toBe(
      `port 127.0.0.1:${port}/tcp is forwarded to web already`,
    )
    await engine.call('containers.stop', { ...ref('web'), graceSeconds: 5 })
    expect((await engine.get('web')).exit?.code).toBe(0)
  })

  test('one’s own are kept over a death of the engine; what cannot be read is told and left', async () => {
    const request = { source: { kind: 'starter' }, naming: { labels: { a: 'b' } } } as const
    const mine = await engine.call('templates.save', { parts: { name: 'Mine', request, key: 4 } })
    await engine.call('templates.arrange', { template: 'shell', hidden: true, key: null })
    const dir = join(engine.place.folders.state, 'templates')
    writeFileSync(join(dir, 'broken.json'), '{"version": 1, "name": 3}')
    writeFileSync(join(dir, `${mine.id}.json.next`), '{"half')
    await engine.restart()
    const { templates, broken } = await engine.call('templates.list', {})
    expect(templates.find(({ id }) => id === mine.id)).toEqual(mine)
    expect(templates.find(({ id }) => id === 'shell')).toMatchObject({ hidden: true, key: null })
    expect(broken).toEqual([
      { path: join(dir, 'broken.json'), why: expect.stringContaining('name') },
    ])
    expect(existsSync(join(dir, `${mine.id}.json.next`))).toBe(false)
    expect(readFileSync(join(dir, 'broken.json'), 'utf8')).toContain('"name": 3')
  })
})
