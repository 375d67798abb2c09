import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isAlive, processStartTime } from '../../../electron/engine/runtime/proc.ts'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { NetworkInput } from '../../../shared/model.ts'
import { askShell } from '../../support/ask.ts'
import { inChild } from '../../support/child-engine.ts'
import { from } from '../../support/from-moment.ts'
import { fetchFrom, freePorts, ownAddress, serveText } from '../../support/servers.ts'
import {
  commandLine,
  failure,
  names,
  ref,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

const lacking = skipReason || ((await which('slirp4netns')) ? '' : 'lacks slirp4netns')

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const shell = (network: NetworkInput, rest: Wanted = {}): Wanted => ({
  process: { terminal: true },
  network,
  ...rest,
})
const outbound = (...ports: Array<[host: number, container: number]>) => ({
  kind: 'outbound' as const,
  ports: ports.map(([hostPort, containerPort]) => ({ hostPort, containerPort })),
})

/** Asks a container's shell, through a console of its own. */
const ask = (id: string, command: string) => askShell(engine, id, command)

/** What a container gets from an address, or `no`. */
const fetchInside = (id: string, address: string) =>
  ask(id, `wget -q -O- http://${address} 2>/dev/null || echo no`)

const serveInside = (id: string, text: string) =>
  ask(id, `mkdir -p /www; echo '${text}' > /www/index.html; httpd -p 8080 -h /www; echo ok`)

const helperOf = async (id: string) => (await engine.get(id)).wayOut?.pid ?? 0

describe('a way out', unless(lacking), () => {
  test('leads to the machine’s addresses and not to its loopback, unless asked; names are known', async () => {
    const local = await serveText('127.0.0.1', 'loopback')
    const own = ownAddress()
    const outside = own === null ? null : await serveText(own, 'outside')
    try {
      await engine.run('closed', shell(outbound()))
      await engine.run('open', shell({ ...outbound(), hostLoopback: true, dns: ['192.0.2.53'] }))
      await engine.run('none', shell('own'))
      expect(await fetchInside('closed', `10.0.2.2:${local.port}`)).toBe('no')
      expect(await fetchInside('open', `10.0.2.2:${local.port}`)).toBe('loopback')
      expect(await fetchInside('none', `10.0.2.2:${local.port}`)).toBe('no')
      if (outside) {
        expect(await fetchInside('closed', `${own}:${outside.port}`)).toBe('outside')
        expect(await fetchInside('none', `${own}:${outside.port}`)).toBe('no')
      }
      expect(await ask('closed', 'head -n 1 /etc/resolv.conf')).toBe('nameserver 10.0.2.3')
      expect(await ask('closed', 'grep closed /etc/hosts; cat /etc/hostname')).toBe(
        '10.0.2.100\tclosed\nclosed',
      )
      expect(await ask('open', 'cat /etc/resolv.conf | grep name')).toBe('nameserver 192.0.2.53')
      expect(await ask('open', 'grep host.containers /etc/hosts')).toBe(
        '10.0.2.2\thost.containers.internal',
      )
      expect((await engine.get('closed')).wayOut).toMatchObject({
        tool: 'slirp4netns',
        address: '10.0.2.100',
        problem: null,
      })
      expect((await engine.get('none')).wayOut).toBeNull()
    } finally {
      await local.stop()
      await outside?.stop()
    }
  })

  test('forwards ports, keeps them over a restart of the engine, and gives them back with the container', async () => {
    const [port = 0, udp = 0] = await freePorts(2)
    const network = outbound([port, 8080])
    const datagrams = { hostPort: udp, containerPort: 9, protocol: 'udp' as const }
    await engine.run('web', shell({ ...network, ports: [...network.ports, datagrams] }))
    await serveInside('web', 'hello')
    expect(await fetchFrom(port)).toBe('hello\n')
    expect(await datagramThrough(udp, 9, (await engine.get('web')).pid ?? 0)).toBe('ping')
    const helper = await helperOf('web')
    // Nothing of the engine's own, which would live on with it.
    const held = names(`/proc/${helper}/fd`).length
    expect(held).toBeLessThan(12)

    await engine.restart()
    expect(await helperOf('web')).toBe(helper)
    expect(await fetchFrom(port)).toBe('hello\n')

    const taken = await failure(engine.create('other', shell(outbound([port, 80]))))
    expect(taken).toMatchObject({
      code: 'failed-precondition',
      message: `port 127.0.0.1:${port}/tcp is forwarded to web already`,
      field: 'network.ports.0.hostPort',
    })
    const twice = await failure(engine.create('other', shell(outbound([udp, 80], [udp, 81]))))
    expect(twice).toMatchObject({ code: 'invalid-input', field: 'network.ports.1.hostPort' })
    expect(names(join(engine.place.folders.state, 'containers/default'))).toEqual(['web'])

    await engine.kill('web')
    await engine.ended('web')
    expect(isAlive(helper, processStartTime(helper) ?? -1)).toBe(false)
    expect(names(join(engine.place.folders.run, 'net'))).toEqual([])
    expect(await fetchFrom(port)).toBeNull()
  })

  test('is there again after a restore, in place and beside, where another port can be chosen', async () => {
    const [port = 0, second = 0] = await freePorts(2)
    await engine.run('web', shell(outbound([port, 8080])))
    await serveInside('web', 'hello')
    const checkpoint = await engine.checkpoint('web')
    expect(checkpoint.network).toMatchObject({ kind: 'outbound', ports: [{ hostPort: port }] })
    expect(await fetchFrom(port)).toBe('hello\n')

    const clash = await failure(engine.create('beside', from(checkpoint)))
    expect(clash.message).toBe(`port 127.0.0.1:${port}/tcp is forwarded to web already`)
    await engine.run('beside', { ...from(checkpoint), network: outbound([second, 8080]) })
    await engine.run('silent', { ...from(checkpoint), network: outbound() })
    expect(await fetchFrom(second)).toBe('hello\n')
    expect(await fetchFrom(port)).toBe('hello\n')
    expect(await ask('silent', 'wget -q -O- 127.0.0.1:8080')).toBe('hello')
    expect(await ask('beside', 'grep resolv.conf /proc/mounts | wc -l')).toBe('1')

    await engine.kill('web')
    await engine.ended('web')
    const again = { ...ref('web'), checkpoint: checkpoint.id }
    await engine.call('containers.restore', again)
    expect(await fetchFrom(port)).toBe('hello\n')
    expect(await engine.get('web')).toMatchObject({ wayOut: { problem: null } })

    await engine.kill('web')
    await engine.ended('web')
    await engine.call('containers.rerun', ref('web'))
    await serveInside('web', 'again')
    expect(await fetchFrom(port)).toBe('again\n')
    await engine.kill('web')
    await engine.ended('web')
    const blocker = await serveOn(port)
    expect((await failure(engine.call('containers.rerun', ref('web')))).message).toBe(
      `port 127.0.0.1:${port}/tcp is taken`,
    )
    expect((await failure(engine.call('containers.restore', again))).message).toBe(
      `port 127.0.0.1:${port}/tcp is taken`,
    )
    await blocker.stop()
    expect(await engine.get('web')).toMatchObject({ state: 'stopped', busy: null })
    await engine.call('containers.restore', again)
    expect(await fetchFrom(port)).toBe('hello\n')
  })

  test(
    'ends what went over it in a restore, and at once; what went over loopback goes on',
    unless(ownAddress() ? '' : 'this machine has no address besides loopback'),
    async () => {
      const peer = await serveOn(0, ownAddress() ?? '')
      try {
        await engine.run('web', shell(outbound()))
        await ask('web', 'mkfifo /f; (nc -l -p 7000 <> /f) & sleep 1; echo ok')
        const stays = (address: string, told: string) =>
          ask('web', `(nc ${address} <> /f; echo told > ${told}) & echo ok`)
        await stays(`${ownAddress()} ${peer.port}`, '/end')
        await stays('127.0.0.1 7000', '/no')
        // State 01 is established. What listens is in tcp6.
        const over = async (address: string) =>
          Number(await ask('web', `grep -c '${address}:.* .*:.* 01 ' /proc/net/tcp`))
        await until(
          async () => (await over('0100007F')) === 1 && (await over('6402000A')) === 1,
          'both',
        )
        const refused = await failure(engine.checkpoint('web'))
        expect(refused).toMatchObject({ remedy: { option: 'allowOpenTcp' } })
        const checkpoint = await engine.checkpoint('web', { exit: true, allowOpenTcp: true })
        await engine.ended('web')
        await engine.call('containers.restore', { ...ref('web'), checkpoint: checkpoint.id })
        await until(
          async () => (await ask('web', 'ls /end /no 2>/dev/null')) === '/end',
          'the word',
        )
        expect([await over('0100007F'), await over('6402000A')]).toEqual([1, 0])
        expect(await ask('web', 'ip -o addr show dev lo | grep -c inet')).toBe('2')
      } finally {
        await peer.stop()
      }
    },
  )

  test('that ends alone is said, and comes back at a word, with other ports too', async () => {
    const [port = 0, second = 0] = await freePorts(2)
    await engine.run('web', shell(outbound([port, 8080])))
    await serveInside('web', 'hello')
    process.kill(await helperOf('web'), 'SIGKILL')
    const hurt = await engine.waitFor('web', ({ wayOut }) => wayOut?.problem != null, 'without it')
    expect(hurt).toMatchObject({
      state: 'running',
      wayOut: { pid: null, problem: { message: 'slirp4netns has ended, and the way out with it' } },
    })
    expect(await fetchFrom(port)).toBeNull()
    const mended = await engine.call('containers.mendNetwork', ref('web'))
    expect(mended.wayOut).toMatchObject({ pid: expect.any(Number), problem: null })
    expect(await fetchFrom(port)).toBe('hello\n')

    const ports = [{ hostPort: second, containerPort: 8080 }]
    const moved = await engine.call('containers.mendNetwork', { ...ref('web'), ports })
    expect(moved.network).toMatchObject({ kind: 'outbound', ports: [{ hostPort: second }] })
    expect([await fetchFrom(port), await fetchFrom(second)]).toEqual([null, 'hello\n'])

    const blocker = await serveOn(port)
    const wanted = [{ hostPort: port, containerPort: 8080 }]
    const refused = await failure(
      engine.call('containers.mendNetwork', { ...ref('web'), ports: wanted }),
    )
    expect(refused.message).toBe(`port 127.0.0.1:${port}/tcp is taken`)
    await blocker.stop()
    expect(await fetchFrom(second)).toBe('hello\n')

    await engine.run('none', shell('own'))
    expect(await failure(engine.call('containers.mendNetwork', ref('none')))).toMatchObject({
      code: 'failed-precondition',
    })
  })
})

describe('a network that is shared', unless(lacking), () => {
  test('has one loopback and one way out; its owner cannot go while others live in it', async () => {
    const [port = 0] = await freePorts(1)
    await engine.run('web', shell(outbound([port, 8080])))
    await engine.run('beside', shell({ kind: 'container', container: 'web' }))
    await serveInside('beside', 'from beside')
    expect(await ask('web', 'wget -q -O- 127.0.0.1:8080')).toBe('from beside')
    expect(await fetchFrom(port)).toBe('from beside\n')
    expect(await ask('beside', 'head -n 1 /etc/resolv.conf')).toBe('nameserver 10.0.2.3')
    expect(await ask('beside', 'grep -c -e web -e beside /etc/hosts')).toBe('2')
    expect(await engine.get('beside')).toMatchObject({
      network: { kind: 'container', container: 'web' },
      wayOut: null,
    })

    const checkpoint = await engine.checkpoint('beside', { exit: true })
    await engine.ended('beside')
    await engine.call('containers.restore', { ...ref('beside'), checkpoint: checkpoint.id })
    expect(await fetchFrom(port)).toBe('from beside\n')
    await engine.kill('web')
    await engine.ended('web')
    expect(await failure(engine.call('containers.delete', ref('web')))).toMatchObject({
      code: 'failed-precondition',
      message: 'cannot delete web: beside shares its network',
    })
    await engine.kill('beside')
    await engine.ended('beside')
    const gone = await failure(
      engine.call('containers.restore', { ...ref('beside'), checkpoint: checkpoint.id }),
    )
    expect(gone).toMatchObject({
      code: 'failed-precondition',
      message: 'web does not live, and its network is gone',
    })
    for (const [container, code] of [
      ['web', 'failed-precondition'],
      ['nobody', 'not-found'],
      ['x', 'invalid-input'],
    ] as const) {
      const error = await failure(engine.create('x', shell({ kind: 'container', container })))
      expect(error).toMatchObject({ code, field: 'network.container' })
    }
  })
})

describe('the machine’s own network', unless(lacking), () => {
  test('comes with the machine’s names', async () => {
    await engine.run('c', shell('host'))
    const resolvers = readFileSync('/etc/resolv.conf', 'utf8').trim().replaceAll('\n', '\r\n')
    expect((await ask('c', 'cat /etc/resolv.conf')).replaceAll('\r', '')).toBe(
      resolvers.replaceAll('\r', ''),
    )
    expect(await ask('c', 'cat /etc/hostname')).toBe('c')
    expect(await ask('c', 'grep -cw c /etc/hosts')).toBe('1')
  })
})

describe('when the engine dies', unless(lacking), () => {
  test('killed outright, the way out goes on and is found again; with the monitor it goes too', async () => {
    await engine.clear()
    engine = await TestEngine.open((folders) => inChild(folders, []))
    const [port = 0] = await freePorts(1)
    await engine.run('web', shell(outbound([port, 8080])))
    await serveInside('web', 'hello')
    const helper = await helperOf('web')
    await engine.stop()
    expect(await fetchFrom(port)).toBe('hello\n')
    // While no engine is there: it ends with its container by itself.
    expect(commandLine(helper)).toContain('--disable-host-loopback')
    await engine.start()
    expect(await helperOf('web')).toBe(helper)
    const { pid } = await engine.get('web')
    await engine.stop()
    process.kill(pid ?? 0, 'SIGKILL')
    await until(() => processStartTime(helper) === null, 'the way out to end with its container')
    await engine.start()
    expect(await engine.get('web')).toMatchObject({ state: 'stopped', wayOut: { pid: null } })
    expect(existsSync(join(engine.place.folders.run, 'net'))).toBe(true)
    expect(names(join(engine.place.folders.run, 'net'))).toEqual([])
  })
})

const RECEIVE = `const socket = require('dgram').createSocket('udp4')
socket.once('message', (text) => { process.stdout.write(text); process.exit() })
socket.bind(Number(process.argv[1]), () => process.stdout.write('.'))`

/** What comes out at a port of a container's network of a datagram sent to one of this machine's; busybox has no server of UDP. */
async function datagramThrough(from: number, to: number, pid: number): Promise<string> {
  const node = [process.execPath, '-e', RECEIVE, String(to)]
  const receiver = spawn('nsenter', ['-t', String(pid), '-n', ...node], { timeout: 10_000 })
  let text = ''
  const socket = createSocket('udp4')
  receiver.stdout.on('data', (more) => {
    text += more
    if (text === '.') socket.send('ping', from, '127.0.0.1')
  })
  await once(receiver, 'close')
  socket.close()
  return text.slice(1)
}

/** Takes a port of loopback. */
async function serveOn(port: number, host = '127.0.0.1') {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => sockets.add(socket.on('error', () => {})))
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
