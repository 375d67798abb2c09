import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Folders } from '../../../electron/engine/paths.ts'
import type { HostChannel } from '../../../electron/hosts/host.ts'
import { sshHost } from '../../../electron/hosts/ssh.ts'
import { version } from '../../../package.json'
import { createClient } from '../../../shared/client.ts'
import type { SshEntry } from '../../../shared/ssh-entry.ts'
import { headless } from '../../support/headless.ts'
import type { Host } from '../../support/hosts.ts'
import { quoted } from '../../support/over-ssh.ts'
import { SshServer, withoutSshd } from '../../support/ssh-server.ts'
import {
  commandLine,
  failure,
  names,
  ref,
  script,
  skipReason,
  TestEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

describe('over a real sshd on loopback', unless(skipReason || withoutSshd), () => {
  let server: SshServer
  beforeAll(async () => {
    server = await SshServer.start()
  })
  afterAll(() => server.remove())

  const connect = (rest: Partial<SshEntry>, options = {}) =>
    sshHost(server.entry(rest), { version, ssh: server.client(), ...options }).connect(
      AbortSignal.timeout(20_000),
    )

  describe('an engine', () => {
    let engine: TestEngine
    let channel: HostChannel
    /** The engine over there on the test's folders, behind a shell that greets. */
    const overSsh = async ({ state, run, tools }: Folders): Promise<Host> => {
      const argv = headless({ state, run }, '--stdio')
      const greets = `echo Welcome to this machine.\nexport RUNCIBLE_TOOLS='${tools}'`
      const command = server.program('engine', `${greets}\nexec ${quoted(argv)} "$@"`)
      channel = await connect({ command })
      const client = createClient(channel)
      return {
        client,
        async stop() {
          client.close()
          await until(() => !existsSync(join(state, 'lock')), 'the engine to end')
        },
      }
    }
    beforeEach(async () => {
      engine = await TestEngine.open(overSsh)
    })
    afterEach(() => engine.clear())

    const view = (id: string) => Viewer.open(engine.client, { kind: 'init', ...ref(id) })

    test('create, start, console, exec, exit codes, checkpoint, restore, kill, delete', async () => {
      expect((await engine.call('engine.snapshot', {})).host.root).toBe(true)
      await engine.run('c', { process: { terminal: true } })
      const shell = await view('c')
      expect(await shell.ask('X=kept; hostname')).toBe('c')
      const exec = await engine.exec('c', 'sh', '-c', 'exit 7')
      expect((await engine.execEnded('c', exec.id)).exit?.code).toBe(7)
      const { id: checkpoint } = await engine.checkpoint('c', { exit: true })
      shell.close()
      await engine.ended('c')
      await engine.call('containers.restore', { ...ref('c'), checkpoint, options: {} })
      const again = await view('c')
      expect(await again.ask('echo $X')).toBe('kept')
      again.close()
      await engine.run('flood', script('seq 1 200000; exit 5'))
      expect((await engine.ended('flood')).exit?.code).toBe(5)
    })

    test('a console of many bytes arrives whole', async () => {
      await engine.run('c', { process: { terminal: true } })
      const shell = await view('c')
      shell.type('seq 1 300000; echo the end is $((40+2))\r')
      await shell.shows('the end is 42')
      shell.close()
    })

    test('a connection that is cut is said to be lost; the next one finds all as it was', async () => {
      await engine.run('c', { process: { terminal: true } })
      const shell = await view('c')
      await shell.ask('X=kept')
      const { client } = engine
      server.cut()
      await client.closed
      expect(channel.lost).toMatchObject({
        code: 'disconnected',
        message: 'the connection to root@127.0.0.1 was lost',
        details: { said: expect.stringMatching(/closed|reset/i), hint: expect.any(String) },
      })
      expect(await failure(client.call('engine.preflight', {}))).toMatchObject({
        code: 'disconnected',
      })
      await engine.restart()
      expect(await engine.get('c')).toMatchObject({ state: 'running' })
      const again = await view('c')
      expect(await again.ask('echo $X')).toBe('kept')
      again.close()
    })

    test('two connections are two windows on one engine; closed, neither leaves a program', async () => {
      const other = createClient(await connect({ command: server.path('engine') }))
      await engine.call('namespaces.add', { namespace: 'shared' })
      expect((await other.call('engine.snapshot', {})).namespaces).toContain('shared')
      other.close()
      await other.closed
      expect(channel.lost).toBeNull()
    })
  })

  test('an engine that is not there: what the shell said, and what to do', async () => {
    // Beside this the desktop's tests may have installed one where it is looked for.
    const byName = existsSync('/usr/bin/runcible-engine') ? [] : [undefined]
    for (const command of [...byName, server.path('nowhere/runcible-engine')]) {
      expect(await failure(connect({ command }))).toMatchObject({
        code: 'unavailable',
        message: 'there is no engine of Runcible on root@127.0.0.1',
        said: expect.stringContaining('runcible-engine'),
        exitCode: 127,
        hint: expect.stringContaining('Install Runcible there'),
      })
    }
  })

  test('an engine of another version, one that fails, and what is no engine', async () => {
    const newer = server.program('newer', `echo '{"runcible":"9.9.9"}'; cat >/dev/null`)
    expect(await failure(connect({ command: newer }))).toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining('version 9.9.9'),
    })
    const held = server.program(
      'held',
      `echo '{"error":{"code":"unavailable","message":"held","hint":"Wait."}}'; exit 1`,
    )
    expect(await failure(connect({ command: held }))).toMatchObject({
      message: 'held',
      hint: 'Wait.',
    })
    const fails = server.program('fails', 'echo broken >&2; exit 3')
    expect(await failure(connect({ command: fails }))).toMatchObject({
      code: 'unavailable',
      message: 'root@127.0.0.1 did not start its engine',
      said: 'broken',
      exitCode: 3,
    })
    const chatter = server.program('chatter', 'yes')
    expect(await failure(connect({ command: chatter }))).toMatchObject({ code: 'unavailable' })
  })

  test('a key that is not let in, a host that is not known, a port where nobody listens', async () => {
    expect(await failure(connect({ identityFile: server.path('other') }))).toMatchObject({
      code: 'permission-denied',
      said: expect.stringContaining('Permission denied (publickey)'),
      hint: expect.stringContaining('BatchMode'),
    })
    expect(await failure(connect({}, { ssh: server.client(false) }))).toMatchObject({
      code: 'permission-denied',
      said: 'Host key verification failed.',
      hint: expect.stringContaining('Connect once in a terminal'),
    })
    expect(await failure(connect({ port: 1 }))).toMatchObject({
      code: 'unavailable',
      said: expect.stringContaining('Connection refused'),
    })
    expect(await failure(connect({}, { ssh: '/nowhere/ssh' }))).toMatchObject({
      code: 'unavailable',
      message: '/nowhere/ssh is not installed',
      hint: expect.stringContaining('openssh-client'),
    })
  })

  test('given up while it is being made: no ssh stays', async () => {
    const waits = server.program('waits', `touch ${server.path('began')}; exec sleep 1000`)
    const controller = new AbortController()
    const host = sshHost(server.entry({ command: waits }), { version, ssh: server.client() })
    const connecting = failure(host.connect(controller.signal))
    await until(() => existsSync(server.path('began')), 'the command to begin over there')
    controller.abort()
    expect(await connecting).toMatchObject({ code: 'cancelled' })
    await until(() => sshs().length === 0, 'ssh to end')
  })

  /** The clients that still run. */
  const sshs = () =>
    names('/proc').filter((pid) => commandLine(Number(pid)).includes(server.path('ssh.conf')))
})
