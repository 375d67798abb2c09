import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { explainCrash, explainPidsLimit } from '../../../electron/engine/process/pids-limit.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import type { Exit } from '../../../shared/model.ts'

const failed = (said: string, code: 'runtime-failed' | 'cancelled' = 'runtime-failed') =>
  new RuncibleError(code, `OCI runtime exec failed: ${said}`, { said, command: ['conmon'] })

/** As runc 1.1.5 said them with a limit of 5. */
test.each([
  'exec failed: unable to start container process: read init-p: connection reset by peer',
  'exec failed: unable to start container process: EOF',
  'runtime: failed to create new OS thread (have 5 already; errno=11), fatal error: newosproc',
  'fork/exec /proc/self/exe: resource temporarily unavailable',
])('%s: the limit is named, the rest is kept', (said) => {
  expect(explainPidsLimit(failed(said), 5)).toMatchObject({
    code: 'runtime-failed',
    message: `OCI runtime exec failed: ${said}`,
    details: { said, command: ['conmon'], hint: expect.stringContaining('may have 5 processes') },
  })
})

test('other failures, and containers without a limit, are left as they are', () => {
  const missing = failed('exec: "/nope": stat /nope: no such file or directory')
  expect(explainPidsLimit(missing, 5)).toBe(missing)
  const unlimited = failed('EOF')
  expect(explainPidsLimit(unlimited, undefined)).toBe(unlimited)
  const cancelled = failed('EOF', 'cancelled')
  expect(explainPidsLimit(cancelled, 5)).toBe(cancelled)
})

const folder = mkdtempSync(join(tmpdir(), 'runcible-pids-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** conmon's log of these lines. */
function logged(...lines: string[]): string {
  const path = join(folder, 'log')
  const text = lines.map((line) => `2026-11-25T21:57:12.470667145+00:00 stdout F ${line}\n`)
  writeFileSync(path, text.join(''))
  return path
}

const exit = (code: number): Exit => ({
  code,
  signal: null,
  oom: false,
  at: '2026-11-25T21:57:12.471Z',
  reason: 'exited',
})

/** As runc 1.1.5's ended, shortened; \r as a terminal adds it. */
const TRACE = [
  'runtime/cgo: pthread_create failed: Resource temporarily unavailable\r',
  'SIGABRT: abort\r',
  'github.com/opencontainers/runc/libcontainer.(*linuxSetnsInit).Init(0xc0000247e0)\r',
  '\tgithub.com/opencontainers/runc/libcontainer/setns_init_linux.go:135 +0x5a6\r',
  'gs     0x0\r',
]

test('a crash of runc in place of the program is told as one', () => {
  expect(explainCrash(exit(2), 5, logged(...TRACE))).toEqual({
    ...exit(2),
    problem: {
      code: 'runtime-failed',
      message: 'runc crashed before the program ran',
      said: 'runtime/cgo: pthread_create failed: Resource temporarily unavailable',
      exitCode: 2,
      hint: expect.stringContaining('may have 5 processes'),
    },
  })
})

test('a thread that Go itself starts, as newer ones say it', () => {
  const [, , ...frames] = TRACE
  const words = 'runtime: failed to create new OS thread (have 5 already; errno=11)'
  expect(explainCrash(exit(2), 5, logged(words, ...frames)).problem?.said).toBe(words)
})

test.each<[string, Exit, number | undefined, readonly string[]]>([
  ['without a limit', exit(2), undefined, TRACE],
  ['with another code', exit(1), 5, TRACE],
  ['that has words of its own', exit(2), 5, ['usage: tar …']],
  ['that is a Go program and crashed itself', exit(2), 5, TRACE.filter((l) => !/runc/.test(l))],
  ['that ran after an earlier crash', exit(2), 5, [...TRACE, 'usage: tar …']],
  ['without a word', exit(2), 5, []],
])('the end of a program %s stays as it is', (_, how, pids, lines) => {
  expect(explainCrash(how, pids, logged(...lines))).toBe(how)
})

test('no log is no crash', () => {
  expect(explainCrash(exit(2), 5, join(folder, 'missing'))).toEqual(exit(2))
})
