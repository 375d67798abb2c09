import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { takeGreeting } from '../../../electron/engine/door/greeting.ts'
import { streamChannel } from '../../../electron/engine/door/stream-channel.ts'
import { makeToken, TOKEN } from '../../../electron/engine/door/tokens.ts'
import { createClient } from '../../../shared/client.ts'
import { headless } from '../../support/headless.ts'
import { asUser, STRANGER, sayAs, USER } from '../../support/other-user.ts'
import { unless, withoutRoot } from '../../support/unless.ts'

/** What ends the program within a test, where nobody comes. */
const LINGER = ['--linger', '60000']

let dir: string
let run: string
let programs: ReturnType<typeof spawn>[]
beforeEach(() => {
  // Not below the temporary folder, where everybody may write.
  dir = mkdtempSync('/run/runcible-test-')
  chmodSync(dir, 0o755)
  run = join(dir, 'r')
  programs = []
})
afterEach(async () => {
  for (const program of programs) {
    if (program.exitCode !== null || program.signalCode !== null) continue
    program.kill('SIGTERM')
    await once(program, 'exit')
  }
  rmSync(dir, { recursive: true })
})

/** The built program, told `said` on stdin. */
function start(said: string, { flags = LINGER, env = {}, as = USER } = {}) {
  const folders = { state: join(dir, 's'), run }
  const [program = '', ...args] = headless(folders, '--serve-user', String(as), ...flags)
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  programs.push(child)
  child.stdin.on('error', () => {})
  child.stdin.end(said)
  return { child, ended: once(child, 'exit'), greeting: takeGreeting(child.stdout) }
}

async function open(flags = LINGER) {
  const token = makeToken()
  const started = start(`${token}\n`, { flags })
  const { socket = '' } = await started.greeting
  return { ...started, token, path: socket }
}

const nextToken = (line: string) => JSON.parse(line).token as string

describe('the socket that root opens for one user', unless(withoutRoot), () => {
  test('is that user’s, in a folder that only that user can enter, below folders of root’s', async () => {
    const { path } = await open()
    const look = (of: string) => {
      const { uid, mode } = lstatSync(of)
      return [uid, (mode & 0o7777).toString(8)]
    }
    expect(look(path)).toEqual([USER, '600'])
    expect(look(dirname(path))).toEqual([USER, '700'])
    expect(dirname(dirname(path))).toBe(`${run}-users`)
    expect(look(`${run}-users`)).toEqual([0, '711'])
    expect(look(run)).toEqual([0, '700'])
  })

  test('opens to the user’s token, once; it gives the next, which opens once too', async () => {
    const { path, token } = await open()
    const first = sayAs(USER, path, `${token}\n`)
    expect(nextToken(first)).toMatch(TOKEN)
    expect(sayAs(USER, path, `${token}\n`)).toBe('closed')
    const second = sayAs(USER, path, `${nextToken(first)}\n`)
    expect(nextToken(second)).toMatch(TOKEN)
    expect(sayAs(USER, path, `${nextToken(first)}\n`)).toBe('closed')
    expect(nextToken(sayAs(USER, path, `${nextToken(second)}\n`))).toMatch(TOKEN)
  })

  test('another user gets nowhere, with the right token in hand; a connection that is open stays', async () => {
    const { path, token } = await open()
    expect(sayAs(STRANGER, path, `${token}\n`)).toBe('Permission denied')
    expect(asUser(STRANGER, 'ls', dirname(path)).stderr).toContain('Permission denied')
    expect(asUser(STRANGER, 'ls', `${run}-users`).stderr).toContain('Permission denied')
    // The folder opened, the socket itself keeps them out.
    chmodSync(dirname(path), 0o711)
    expect(sayAs(STRANGER, path, `${token}\n`)).toBe('Permission denied')
    expect(nextToken(sayAs(USER, path, `${token}\n`))).toMatch(TOKEN)
  })

  test.each([
    ['nothing', ''],
    ['a wrong one', `${'0'.repeat(64)}\n`],
    ['a long one', '0'.repeat(100_000)],
    ['no token', 'GET / HTTP/1.1\n'],
    ['a frame', '\0\0\0\u0004null\n'],
  ])('is closed to %s, and open still to the right one', async (_what, said) => {
    const { path, token } = await open()
    const socket = connect(path)
    let answer = ''
    socket.on('data', (data) => {
      answer += data
    })
    socket.on('error', () => {})
    const closed = new Promise((resolve) => socket.once('close', resolve))
    if (said) socket.write(said)
    else socket.end()
    await closed
    expect(answer).toBe('')
    expect(nextToken(sayAs(USER, path, `${token}\n`))).toMatch(TOKEN)
  })

  test('after five wrong tokens nothing opens it, and who is in stays in', async () => {
    const { path, token } = await open()
    const socket = connect(path)
    socket.write(`${token}\n`)
    const { token: next = '' } = await takeGreeting(socket)
    const client = createClient(streamChannel(socket))
    for (let n = 0; n < 5; n++) expect(sayAs(USER, path, `${makeToken()}\n`)).toBe('closed')
    expect(sayAs(USER, path, `${next}\n`)).toBe('closed')
    expect((await client.call('engine.snapshot', {})).host.root).toBe(true)
    client.close()
  })

  test('those who say nothing are not let stand, and keep nobody out for ever', async () => {
    const { path, token } = await open()
    const silent = Array.from({ length: 8 }, () => connect(path))
    await Promise.all(silent.map((socket) => once(socket, 'connect')))
    const tooMany = connect(path).on('error', () => {})
    await once(tooMany, 'close')
    await Promise.all(silent.map((socket) => once(socket.resume(), 'close')))
    expect(nextToken(sayAs(USER, path, `${token}\n`))).toMatch(TOKEN)
  })

  test('goes with its last client, after a while in which that one can come back', async () => {
    const { path, token, ended } = await open(['--linger', '1000'])
    const next = nextToken(sayAs(USER, path, `${token}\n`))
    const socket = connect(path)
    socket.write(`${next}\n`)
    await takeGreeting(socket)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(existsSync(path)).toBe(true)
    socket.destroy()
    expect(await ended).toEqual([0, null])
    expect(readdirSync(`${run}-users`)).toEqual([])
    expect(readdirSync(run)).not.toContain('engine.sock')
  })

  test('goes by itself where nobody ever came', async () => {
    const { ended } = await open(['--linger', '200'])
    expect(await ended).toEqual([0, null])
    expect(readdirSync(`${run}-users`)).toEqual([])
  })

  test('what the user lays beside it is not touched by root', async () => {
    const { path, child, ended } = await open()
    asUser(USER, 'ln', '-s', '/etc/passwd', join(dirname(path), 'link'))
    asUser(USER, 'rm', path)
    asUser(USER, 'ln', '-s', '/etc/hostname', path)
    child.kill('SIGTERM')
    await ended
    expect(existsSync('/etc/hostname') && existsSync('/etc/passwd')).toBe(true)
    expect(readdirSync(dirname(path))).toEqual(['link'])
  })
})

describe('nothing is opened', unless(withoutRoot), () => {
  const users = () => `${run}-users`

  test.each<[what: string, plant: () => void, said: string]>([
    [
      'a link in its place',
      () => {
        mkdirSync(join(dir, 'elsewhere'))
        symlinkSync(join(dir, 'elsewhere'), users())
      },
      'is a link',
    ],
    [
      'a folder of the user’s in its place',
      () => {
        mkdirSync(users())
        chownSync(users(), USER, -1)
      },
      `belongs to uid ${USER}`,
    ],
    [
      'a folder of another’s in its place',
      () => {
        mkdirSync(users())
        chownSync(users(), STRANGER, -1)
      },
      `belongs to uid ${STRANGER}`,
    ],
    [
      'a folder in its place that others can write',
      () => {
        mkdirSync(users())
        chmodSync(users(), 0o777)
      },
      'mode 777',
    ],
    ['a folder above that everybody can write', () => chmodSync(dir, 0o1777), 'mode 1777'],
    ['a folder above that is the user’s', () => chownSync(dir, USER, -1), 'belongs to uid'],
  ])('%s: refused with what is in the way', async (_what, plant, said) => {
    plant()
    const { greeting, ended } = start(`${makeToken()}\n`)
    await expect(greeting).rejects.toMatchObject({
      code: 'failed-precondition',
      message: expect.stringContaining(said),
    })
    expect(await ended).toEqual([1, null])
    if (existsSync(join(dir, 'elsewhere'))) expect(readdirSync(join(dir, 'elsewhere'))).toEqual([])
  })

  test.each([
    ['no token', '', 'disconnected'],
    ['half of one', makeToken().slice(1), 'disconnected'],
    ['too much of one', `${makeToken()}0\n`, 'invalid-input'],
    ['another word', 'let me in\n', 'invalid-input'],
  ])('%s on stdin', async (_what, said, code) => {
    const { greeting, ended } = start(said)
    await expect(greeting).rejects.toMatchObject({ code })
    expect(await ended).toEqual([1, null])
    expect(existsSync(users())).toBe(false)
  })

  test.each(['PKEXEC_UID', 'SUDO_UID'])('another user than %s says asked', async (name) => {
    const { greeting } = start(`${makeToken()}\n`, { env: { [name]: String(STRANGER) } })
    await expect(greeting).rejects.toMatchObject({
      code: 'permission-denied',
      message: `uid ${STRANGER} asked for an engine of uid ${USER}`,
    })
  })

  test('by who is not root', () => {
    const [program = '', ...args] = headless({ state: '/s', run: '/r' }, '--serve-user', '1')
    // Node and the repository need not lie where another user can go, so the rights go and the user stays.
    const { stdout, status } = asUserNamespace(program, args)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'permission-denied' } })
    expect(status).toBe(1)
  })
})

/** Runs a program as nobody in particular: in a user namespace without a map every id reads 65534. */
function asUserNamespace(program: string, args: string[]) {
  return asUser(0, 'unshare', '--user', program, ...args)
}

test('the user’s mask of new files means nothing to root', unless(withoutRoot), async () => {
  const before = process.umask(0)
  try {
    const { child } = await open()
    expect(readFileSync(`/proc/${child.pid}/status`, 'utf8')).toMatch(/^Umask:\t0022$/m)
  } finally {
    process.umask(before)
  }
})
