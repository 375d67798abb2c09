import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { layEngine } from '../../../build/engine-files.mjs'
import { removeFolder } from '../../../electron/engine/bundle/remove.ts'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { Snapshot } from '../../../shared/model.ts'
import { bundled } from '../../support/bundle.ts'
import { USER } from '../../support/other-user.ts'
import { names, ref, skipReason } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

/**
 * STUBS of pkexec: no polkit agent is there that somebody could answer. The one that gives root's rights does it as the real
 * one does (every id is root's, an environment of its own, PKEXEC_UID), by a setuid copy of setpriv that only the test's user
 * can reach. What is run as root, who may write it, and all that follows is real.
 */
const GRANTS = (become: string, asked: string) => `#!/bin/sh
echo "$@" >> ${asked}
exec ${become} --reuid=0 --regid=0 --clear-groups env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin PKEXEC_UID=${USER} "$@"
`
const REFUSES = (code: number, said: string, asked: string) => `#!/bin/sh
echo "$@" >> ${asked}
echo '${said}' >&2
exit ${code}
`

/** Root's folder, where all that runs as root lies; not /run, on which nothing may be setuid on many machines. */
let place: string
/** the engine as it is installed */
let lib: string
/** what the user's PATH begins with */
let bin: string
let asked: string
let user: Client | null

interface Answer {
  value?: { at: number; command: string[]; lost: unknown[] } & Record<string, unknown>
  error?: Record<string, unknown>
}

/** The process of an ordinary user that reaches for root's engine. */
class Client {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  #said = ''

  private constructor(child: ChildProcess) {
    this.#child = child
    if (!child.stdout) throw new Error('no stdout')
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    child.stderr?.on('data', (text) => {
      this.#said += text
    })
  }

  static start(folder = lib): Client {
    const program = [join(place, 'lib/node'), join(place, 'client.mjs'), folder]
    const flags = ['--state', join(place, 's'), '--run', join(place, 'r'), '--linger', '1000']
    const as = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups']
    const [file = '', ...args] = [...as, ...program, ...flags]
    const env = { PATH: `${bin}:${process.env.PATH}`, DISPLAY: ':none' }
    return new Client(spawn(file, args, { cwd: '/', env, stdio: ['pipe', 'pipe', 'pipe'] }))
  }

  async order(order: object): Promise<Answer> {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`)
    const { value, done } = await this.#lines.next()
    if (done) throw new Error(`the client ended: ${this.#said}`)
    return JSON.parse(value)
  }

  connect = () => this.order({ do: 'connect' })

  async call<T>(name: string, input: object = {}, at = 0): Promise<T> {
    const { value, error } = await this.order({ do: 'call', at, name, input })
    if (error) throw new Error(`${name}: ${error.message}`)
    return value as T
  }

  snapshot = (at = 0) => this.call<Snapshot>('engine.snapshot', {}, at)

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#child.kill('SIGKILL')
    await once(this.#child, 'exit')
  }
}

const pkexec = (script: string) => writeFileSync(join(bin, 'pkexec'), script, { mode: 0o755 })
const timesAsked = () =>
  existsSync(asked) ? readFileSync(asked, 'utf8').trimEnd().split('\n').length : 0
const isServing = () => existsSync(join(place, 'r/engine.sock'))

describe('this machine as root', unless(skipReason), () => {
  beforeAll(async () => {
    place = mkdtempSync('/var/lib/runcible-test-')
    chmodSync(place, 0o755)
    lib = join(place, 'lib')
    bin = join(place, 'bin')
    asked = join(bin, 'asked')
    layEngine(lib, { node: process.execPath })
    copyFileSync(await bundled('root-client', { alone: true }), join(place, 'client.mjs'))
    mkdirSync(bin, { mode: 0o700 })
    copyFileSync((await which('setpriv')) ?? '', join(bin, 'become'))
    chmodSync(join(bin, 'become'), 0o4755)
    chownSync(bin, USER, USER)
  })
  beforeEach(() => {
    user = null
    pkexec(GRANTS(join(bin, 'become'), asked))
  })
  afterEach(async () => {
    await user?.kill()
    await until(() => !isServing(), 'the engine to end')
    rmSync(asked, { force: true })
    for (const name of ['s', 'r', 'r-users']) await removeFolder(join(place, name))
  })
  afterAll(() => removeFolder(place))

  test('asked for once: every window has a connection of its own to the one engine', async () => {
    user = Client.start()
    const { value } = await user.connect()
    expect(value?.command).toEqual([
      join(bin, 'pkexec'),
      join(lib, 'runcible-engine'),
      ...['--serve-user', String(USER)],
      ...['--state', join(place, 's'), '--run', join(place, 'r'), '--linger', '1000'],
    ])
    for (const at of [1, 2]) expect((await user.connect()).value?.at).toBe(at)
    await user.call('namespaces.add', { namespace: 'shared' }, 1)
    for (const at of [0, 1, 2]) {
      const { host, namespaces } = await user.snapshot(at)
      expect(host).toMatchObject({ root: true, user: 'root', stateDir: join(place, 's') })
      expect(namespaces).toContain('shared')
    }
    expect(timesAsked()).toBe(1)
  })

  test('a connection that was closed is made anew without asking; later, once it has ended, with', async () => {
    user = Client.start()
    await user.connect()
    expect((await user.order({ do: 'close', at: 0 })).value?.lost).toEqual([null])
    await user.connect()
    expect(timesAsked()).toBe(1)
    await user.order({ do: 'close', at: 1 })
    await until(() => !isServing(), 'the engine to end with its last client')
    await user.connect()
    expect(timesAsked()).toBe(2)
    expect((await user.snapshot(2)).host.root).toBe(true)
  })

  test('killed with its windows: the engine ends, containers run on, and are there the next time', async () => {
    user = Client.start()
    await user.connect()
    await user.call('containers.create', {
      ...ref('c'),
      source: { kind: 'starter' },
      process: { args: ['sleep', '1000'], terminal: false },
      stdin: 'none',
    })
    const { pid } = await user.call<{ pid: number }>('containers.start', ref('c'))
    await user.kill()
    await until(() => !isServing(), 'the engine to end with its last client')
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toBe('sleep\0' + '1000\0')
    expect(names(join(place, 'r-users'))).toEqual([])

    user = Client.start()
    await user.connect()
    const [container] = (await user.snapshot()).containers
    expect(container).toMatchObject({ id: 'c', state: 'running', pid })
    await user.call('containers.kill', { ...ref('c'), signal: 9, all: false })
    await until(
      async () => (await user?.snapshot())?.containers[0]?.state === 'stopped',
      'the container to end',
    )
    await user.call('containers.delete', ref('c'))
    expect(existsSync(`/proc/${pid}`)).toBe(false)
  })

  test('an engine that dies is said to be lost, and the next connection starts another', async () => {
    user = Client.start()
    await user.connect()
    const { pid } = JSON.parse(readFileSync(join(place, 's/lock'), 'utf8'))
    process.kill(pid, 'SIGKILL')
    const { error } = await user.order({ do: 'call', name: 'engine.preflight', input: {} })
    expect(error).toMatchObject({ code: 'disconnected' })
    const { value } = await user.order({ do: 'close', at: 0 })
    expect(value?.lost).toMatchObject([{ code: 'disconnected', hint: 'Containers run on.' }])
    await user.connect()
    expect((await user.snapshot(1)).host.root).toBe(true)
    expect(timesAsked()).toBe(2)
  })

  test.each([
    [126, 'Error executing command as another user: Request dismissed', 'dismissed'],
    [127, 'Error executing command as another user: Not authorized', 'polkit refused'],
  ])(
    'refused by polkit (a stub that ends with %s): said, and asked again the next time',
    async (code, said, words) => {
      pkexec(REFUSES(code, said, asked))
      user = Client.start()
      expect((await user.connect()).error).toMatchObject({
        code: 'permission-denied',
        message: expect.stringContaining(words),
        command: expect.arrayContaining([join(bin, 'pkexec'), join(lib, 'runcible-engine')]),
        exitCode: code,
        said,
        hint: expect.any(String),
      })
      pkexec(GRANTS(join(bin, 'become'), asked))
      await user.connect()
      expect((await user.snapshot()).host.root).toBe(true)
      expect(timesAsked()).toBe(2)
    },
  )

  test('an engine that the user can write is never asked for: the reason, and what to do', async () => {
    const own = join(place, 'own')
    mkdirSync(own)
    writeFileSync(join(own, 'runcible-engine'), '#!/bin/sh\n', { mode: 0o755 })
    chownSync(own, USER, USER)
    user = Client.start(own)
    expect((await user.connect()).error).toMatchObject({
      code: 'failed-precondition',
      message: `${own} belongs to uid ${USER}, so ${own}/runcible-engine is not run as root`,
      hint: expect.stringContaining('sudo npm run install-engine'),
    })
    expect(timesAsked()).toBe(0)
  })

  test('what fails over there arrives as it was thrown', async () => {
    // Somebody else’s folder lies where the user’s is to be.
    mkdirSync(join(place, 'r-users'))
    chownSync(join(place, 'r-users'), USER, USER)
    user = Client.start()
    expect((await user.connect()).error).toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining(`${place}/r-users belongs to uid ${USER}`),
    })
  })
})
