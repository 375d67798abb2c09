import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { which } from '../../electron/engine/runtime/which.ts'
import type { Checkpoint } from '../../shared/model.ts'
import { askShell } from '../support/ask.ts'
import { inChild } from '../support/child-engine.ts'
import { makeRootfs } from '../support/rootfs.ts'
import { fetchFrom, freePorts, ownAddress } from '../support/servers.ts'
import { failure, ref, skipReason, TestEngine, type Wanted } from '../support/test-engine.ts'
import { unless } from '../support/unless.ts'
import { until } from '../support/until.ts'
import { IN_WHOLE, SHORT } from './form.ts'

/** ms after a rewind was asked for, at which its engine is killed. */
const INSTANTS = SHORT ? [200] : [0, 2, 5, 10, 20, 40, 70, 100, 140, 180, 230, 280, 340, 400]

let engine: TestEngine
afterEach(() => engine.clear())

const SHELL: Wanted = { process: { terminal: true } }
const from = ({ id }: Checkpoint, rest: Wanted = {}): Wanted => ({
  source: { kind: 'checkpoint', checkpoint: id },
  ...rest,
})
const rewind = (id: string, { id: checkpoint }: Checkpoint) =>
  engine.call('containers.rewind', { ...ref(id), checkpoint })

/** Asks a shell, through a console of its own. */
const ask = (id: string, command: string) => askShell(engine, id, command)

/** A shell at a moment, and later. */
async function later(id: string): Promise<Checkpoint> {
  await engine.run(id, SHELL)
  await ask(id, 'X=then; echo then > /note')
  const moment = await engine.checkpoint(id, { name: 'then' })
  await ask(id, 'X=later; echo later > /note; touch /rubbish')
  return moment
}

const stateOf = (id: string) => ask(id, 'echo $X; cat /note; ls /rubbish 2>&1 | tail -c 4')
const THEN = 'then\nthen\nory'
const LATER = 'later\nlater\nish'

describe('rewinds', unless(skipReason), () => {
  // The state table's tests do as much.
  test('of a paused one, and of one that has ended', IN_WHOLE, async () => {
    engine = await TestEngine.open()
    const moment = await later('c')
    await engine.call('containers.pause', ref('c'))
    expect(await rewind('c', moment)).toMatchObject({ state: 'running' })
    expect(await stateOf('c')).toBe(THEN)
    await ask('c', 'X=later')
    await engine.kill('c')
    await engine.ended('c')
    expect(await rewind('c', moment)).toMatchObject({ state: 'running' })
    expect(await stateOf('c')).toBe(THEN)
  })

  test('killed at many instants: it is as it was, stopped with its files, or the moment; never anything between', async () => {
    engine = await TestEngine.open(inChild)
    const moment = await later('c')
    for (const ms of INSTANTS) {
      const cut = rewind('c', moment).catch(() => {})
      await sleep(ms)
      await engine.restart()
      await cut
      const { state, busy } = await engine.get('c')
      expect(busy).toBeNull()
      if (state === 'stopped') await rewind('c', moment)
      else expect(state).toBe('running')
      expect([THEN, LATER]).toContain(await stateOf('c'))
      await ask('c', 'X=later; echo later > /note; touch /rubbish')
    }
  })

  test('a rewind to a full copy that fails, or whose engine is killed in it, leaves it on its folder', async () => {
    engine = await TestEngine.open(inChild)
    const folder = await makeRootfs(engine.place.path('rootfs'))
    await engine.run('c', {
      source: { kind: 'rootfs', path: folder },
      process: { terminal: true, args: ['busybox', 'sh'] },
    })
    await ask('c', 'echo 1 > /file; exec 7</file; X=then')
    const moment = await engine.checkpoint('c', { copyFiles: true })
    const file = join(moment.rootfs ?? '', 'file')
    writeFileSync(file, 'longer than it was')
    expect(await failure(rewind('c', moment))).toMatchObject({ code: 'restore-failed' })
    const onFolder = { state: 'stopped', rootfs: folder, ownsRootfs: false }
    expect(await engine.get('c')).toMatchObject(onFolder)
    writeFileSync(file, '1\n')

    const own = join(engine.place.folders.state, 'containers/default/c/rootfs')
    const cut = rewind('c', moment).catch(() => {})
    await until(() => existsSync(own), 'its own copy')
    await engine.restart()
    await cut
    const left = await engine.get('c')
    if (left.state === 'stopped') {
      expect(left).toMatchObject(onFolder)
      expect(existsSync(own)).toBe(false)
      await rewind('c', moment)
    }
    expect(await engine.get('c')).toMatchObject({ state: 'running', rootfs: own, ownsRootfs: true })
    expect(await ask('c', 'echo $X; busybox cat /file')).toBe('then\n1')
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('1\n')
  })
})

describe('branches', unless(skipReason), () => {
  test('five at once, each with the state of then, a host name and files of its own', async () => {
    engine = await TestEngine.open()
    await engine.run('c', SHELL)
    await ask('c', 'X=then; echo then > /note')
    const moment = await engine.checkpoint('c')
    await ask('c', 'X=later; echo later > /note')
    const ids = ['b', 'c', 'd', 'e', 'f'].map((letter) => `c${letter}`)
    const started = await Promise.all(
      ids.map((id) => engine.run(id, from(moment, { hostname: `host-${id}` }))),
    )
    expect(started.map(({ hostname }) => hostname)).toEqual(ids.map((id) => `host-${id}`))
    const seen = ids.map((id) => ask(id, 'echo $X; cat /note; hostname; echo mine > /note'))
    expect(await Promise.all(seen)).toEqual(ids.map((id) => `then\nthen\nhost-${id}`))
    expect(await ask('c', 'echo $X; cat /note; hostname')).toBe('later\nlater\nc')

    // A moment of a branch is of that; and back in place it is what the moment was.
    const again = await engine.checkpoint('cb', { exit: true })
    await engine.ended('cb')
    await engine.call('containers.rewind', { ...ref('cb'), checkpoint: again.id })
    expect(await ask('cb', 'hostname; cat /note')).toBe('host-cb\nmine')
    await engine.call('containers.rewind', { ...ref('cb'), checkpoint: moment.id })
    expect(await ask('cb', 'hostname; cat /note')).toBe('c\nthen')
    expect((await engine.get('cb')).hostname).toBe('c')
  })
})

const lacking = skipReason || ((await which('slirp4netns')) ? '' : 'lacks slirp4netns')

describe('the network of a branch', unless(lacking), () => {
  test('has a way out that the moment had not, with name servers', async () => {
    const [port = 0] = await freePorts(1)
    engine = await TestEngine.open()
    await engine.run('c', SHELL)
    await ask(
      'c',
      'mkdir /www; echo hello > /www/index.html; httpd -p 8080 -h /www; rm -f /etc/resolv.conf',
    )
    const moment = await engine.checkpoint('c')
    const ports = [{ hostPort: port, containerPort: 8080 }]
    const out = await engine.run('out', from(moment, { network: { kind: 'outbound', ports } }))
    expect(out).toMatchObject({ network: { kind: 'outbound' }, wayOut: { problem: null } })
    expect(await fetchFrom(port)).toBe('hello\n')
    expect(
      await ask(
        'out',
        'grep -c nameserver /etc/resolv.conf; ip -o addr show tap0 | grep -c 10.0.2',
      ),
    ).toMatch(/^\d+\n1$/)
    expect(await ask('c', 'ls /etc/resolv.conf 2>&1')).toContain('No such file')
  })

  test(
    'has none where the moment had one: what went over it hears that, nothing stands in for it',
    unless(ownAddress() ? '' : 'this machine has no address besides loopback'),
    async () => {
      const address = ownAddress() ?? ''
      const peer = createServer(() => {}).listen(0, address)
      await new Promise((resolve) => peer.once('listening', resolve))
      const { port } = peer.address() as { port: number }
      try {
        engine = await TestEngine.open()
        await engine.run('c', { ...SHELL, network: { kind: 'outbound' } })
        await ask('c', `mkfifo /f; (nc ${address} ${port} <> /f; echo told > /end) & echo ok`)
        await until(
          async () => (await ask('c', "grep -c ' 01 ' /proc/net/tcp")) === '1',
          'it to connect',
        )
        const moment = await engine.checkpoint('c', { allowOpenTcp: true })
        await engine.run('d', from(moment, { network: 'own' }))
        await until(async () => (await ask('d', 'cat /end 2>/dev/null')) === 'told', 'the word')
        expect(await ask('d', 'ip -o addr show | grep -c 10.0.2')).toBe('0')
        expect(await ask('c', 'ls /end 2>&1')).toContain('No such file')
      } finally {
        peer.close()
        peer.unref()
      }
    },
  )
})
