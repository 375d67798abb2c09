import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { childEnv, searchPath, withoutOurs } from '../../../electron/engine/runtime/child-env.ts'
import { processStartTime } from '../../../electron/engine/runtime/proc.ts'
import { lastLine, recordCommands, run } from '../../../electron/engine/runtime/run.ts'
import type { CommandRun } from '../../../shared/model.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A shell script as a program; `sh -c` is the test's, not the room's. */
const script = (text: string) => ['sh', '-c', text, folder] as const

test('what a program prints, its exit code and how long it took', async () => {
  const result = await run(script('echo out; echo err >&2; sleep 0.05'))
  expect(result).toMatchObject({ stdout: 'out', stderr: 'err', exitCode: 0 })
  expect(result.durationMs).toBeGreaterThan(40)
})

test('arguments are handed on as they are: there is no shell', async () => {
  const odd = ['$(touch x)', 'a b', '; echo', '"', "'", '*', '']
  const { stdout } = await run(['printf', '%s|', ...odd])
  expect(stdout).toBe(`${odd.join('|')}|`)
})

test('a failure: the command, the code, the last line', async () => {
  await expect(run(script('echo first >&2; echo last >&2; exit 3'))).rejects.toMatchObject({
    code: 'runtime-failed',
    message: 'sh failed with exit code 3',
    details: {
      exitCode: 3,
      said: 'last',
      command: [...script('echo first >&2; echo last >&2; exit 3')],
    },
  })
})

test('an expected exit code is an answer', async () => {
  const result = await run(script('exit 1'), { allowExitCodes: [1] })
  expect(result.exitCode).toBe(1)
})

test('a signal, a missing program, one that may not be run, a missing interpreter', async () => {
  await expect(run(script('kill -9 $$'))).rejects.toMatchObject({
    code: 'runtime-failed',
    message: 'sh was ended by SIGKILL',
  })
  await expect(run(['no-such-program'])).rejects.toMatchObject({
    code: 'unavailable',
    message: 'no-such-program was not found',
    details: { hint: expect.stringContaining('PATH') },
  })
  const file = join(folder, 'program')
  writeFileSync(file, '#!/nonexistent/interpreter\n', { mode: 0o600 })
  await expect(run([file])).rejects.toMatchObject({ code: 'permission-denied' })
  rmSync(file)
  writeFileSync(file, '#!/nonexistent/interpreter\n', { mode: 0o700 })
  await expect(run([file])).rejects.toMatchObject({
    code: 'runtime-failed',
    message: expect.stringContaining('could not be run'),
  })
})

test('arguments that no kernel takes', async () => {
  await expect(run(['true', 'x'.repeat(4 * 1024 * 1024)])).rejects.toMatchObject({
    code: 'runtime-failed',
    message: expect.stringContaining('could not be run'),
  })
  await expect(run(['true', 'a\0b'])).rejects.toMatchObject({ code: 'runtime-failed' })
})

test('much output, in characters that are cut between two reads', async () => {
  const { stdout } = await run(
    script('i=0; while [ $i -lt 5000 ]; do echo äöü€𝄞; i=$((i+1)); done'),
  )
  expect(stdout).toBe(Array(5000).fill('äöü€𝄞').join('\n'))
})

test('out of time, and cancelled: the whole group ends', async () => {
  const forks = 'sleep 60 & echo $! > "$0/child"; wait'
  const childGone = async () => {
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'))
    for (let i = 0; i < 100 && processStartTime(child) !== null; i++) await sleep(10)
    return processStartTime(child) === null
  }
  await expect(run(script(forks), { timeoutMs: 150 })).rejects.toMatchObject({ code: 'timeout' })
  expect(await childGone()).toBe(true)
  const signal = AbortSignal.timeout(150)
  await expect(run(script(forks), { signal })).rejects.toMatchObject({ code: 'cancelled' })
  expect(await childGone()).toBe(true)
})

test('one that ignores being told to stop is killed', async () => {
  const begun = Date.now()
  const stubborn = 'trap "" TERM; while true; do sleep 0.05; done'
  await expect(run(script(stubborn), { timeoutMs: 100 })).rejects.toMatchObject({ code: 'timeout' })
  expect(Date.now() - begun).toBeLessThan(4000)
})

test('cancelled before it began: nothing is started', async () => {
  const signal = AbortSignal.abort()
  await expect(run(script('touch "$0/ran"'), { signal })).rejects.toMatchObject({
    code: 'cancelled',
  })
  expect(existsSync(join(folder, 'ran'))).toBe(false)
})

test('in the grace after an abort a program ends by itself, or is ended', async () => {
  const abortSoon = () => AbortSignal.timeout(30)
  const finished = await run(script('sleep 0.2; echo done'), { signal: abortSoon(), graceMs: 5000 })
  expect(finished.stdout).toBe('done')
  await expect(
    run(script('sleep 60'), { signal: abortSoon(), graceMs: 100 }),
  ).rejects.toMatchObject({ code: 'cancelled' })
})

test('commands are recorded where they were asked for, also side by side', async () => {
  const [left, right]: [CommandRun[], CommandRun[]] = [[], []]
  await Promise.all([
    recordCommands(left, async () => {
      await run(['true'])
      await run(['false']).catch(() => {})
    }),
    recordCommands(right, () => Promise.all([run(['echo', 'a']), run(['echo', 'b'])])),
  ])
  await run(['true'])
  expect(left.map(({ argv, exitCode }) => [argv, exitCode])).toEqual([
    [['true'], 0],
    [['false'], 1],
  ])
  expect(right.map(({ argv }) => argv[1]).sort()).toEqual(['a', 'b'])
})

test('a killed program is recorded without an exit code', async () => {
  const commands: CommandRun[] = []
  await recordCommands(commands, () => run(['sleep', '60'], { timeoutMs: 50 })).catch(() => {})
  expect(commands).toMatchObject([{ argv: ['sleep', '60'], exitCode: null }])
})

test('children do not get what systemd meant for us alone, and find the administrator’s programs', () => {
  const env = withoutOurs({
    NOTIFY_SOCKET: '/run/notify',
    LISTEN_FDS: '1',
    _OCI_SYNCPIPE: '3',
    KEPT_FOR_CHILDREN: 'yes',
  })
  expect(Object.keys(env).sort()).toEqual(['KEPT_FOR_CHILDREN', 'PATH'])
  expect(env.PATH?.split(':')).toContain('/usr/sbin')
  expect(searchPath('/opt/criu/bin').split(':')[0]).toBe('/opt/criu/bin')
  expect(childEnv({ EXTRA: 'x' })).toMatchObject({ EXTRA: 'x', HOME: process.env.HOME })
})

test('the last line that says something', () => {
  expect(lastLine('a\n b \n\n')).toBe('b')
  expect(lastLine('')).toBe('')
})
