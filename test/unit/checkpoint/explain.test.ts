import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explainCriuLog, findCause } from '../../../electron/engine/checkpoint/explain.ts'
import { RuncibleError } from '../../../shared/errors.ts'

/**
 * Recorded: lines of CRIU 4.2.1 on real containers, with what Runcible makes of them. The vDSO's is 3.17.1's. Of that and
 * of the cgroup's, and of the process that ended, only the text was written down; their places in the source are made up.
 */
const RECORDED: ['dump' | 'restore', string, RegExp, string?][] = [
  [
    'dump',
    '(00.046995) Error (criu/sk-inet.c:200): inet: Connected TCP socket, consider using --tcp-established option.',
    /established TCP connection/,
    'allowOpenTcp',
  ],
  [
    'dump',
    "(00.061000) Error (criu/util.c:1): Can't open 19444: No such file or directory",
    /process 19444 of this machine ended/,
  ],
  [
    'restore',
    '(00.054005)      1: Error (criu/sk-inet.c:912): inet: Connected TCP socket in image',
    /image holds an established TCP/,
    'allowOpenTcp',
  ],
  [
    'restore',
    "(00.065786)      1: Error (soccr/soccr.c:529): Can't connect inet socket back: Network is unreachable",
    /network that a connection went over/,
  ],
  [
    'dump',
    '(00.081081) Error (criu/file-lock.c:110): Some file locks are hold by dumping tasks! You can try --file-locks to dump them.',
    /holds a file lock/,
    'fileLocks',
  ],
  [
    'dump',
    '(00.102160) Error (criu/sk-unix.c:874): unix: External socket is used. Consider using --ext-unix-sk option.',
    /unix socket is connected to a process outside/,
  ],
  [
    'dump',
    "(00.097474) Error (criu/sk-unix.c:881): unix: Can't dump half of stream unix connection. name: (null); peer name: /s",
    /unix socket is connected to a process outside/,
  ],
  [
    'dump',
    '(00.059814) Error (criu/sk-unix.c:418): unix: Unix socket 303547 without peer 304374',
    /unix datagram socket/,
  ],
  [
    'dump',
    "(00.036119) Error (criu/files-reg.c:1031): Can't dump ghost file /tmp/big of 3145728 size, increase limit",
    /a deleted file of 3145728 bytes is still open \(\/tmp\/big\)/,
    'largeDeletedFiles',
  ],
  [
    'dump',
    "(00.036119) Error (criu/files-reg.c:1231): Can't create link remap for /open. Use link-remap option.",
    /a deleted file that is still open has another name, too \(\/open\)/,
  ],
  [
    'dump',
    "(00.054130) Error (criu/files-reg.c:1790): Can't lookup mount=27 for fd=1 path=/tmp/stdout",
    /file descriptor 1 of a process/,
  ],
  [
    'dump',
    'Error (criu/util.c:642): execvp("iptables-restore", ...) failed: No such file or directory',
    /needs the program iptables-restore/,
  ],
  [
    'dump',
    'Error (criu/util.c:642): execvp("tar", ...) failed: No such file or directory',
    /needs the program tar/,
  ],
  [
    'dump',
    '(00.010000) Error (criu/vdso.c:560): vdso: Unexpected rt vDSO area bounds',
    /too old for the running kernel/,
  ],
  [
    'dump',
    '(00.031000) Error (criu/cgroup.c:600): cg: failed walking /proc/self/fd/18/ for empty cgroups: No such file or directory',
    /a cgroup went away/,
  ],
  [
    'restore',
    '(00.105360)      1: Error (criu/files-reg.c:2175): File tmp/open has bad size 18 (expect 6)',
    /\/tmp\/open has changed since the checkpoint \(size 18, then 6\)/,
  ],
  [
    'restore',
    "(00.113688)      1: Error (criu/files-reg.c:2353): Can't open file tmp/open on restore: No such file or directory",
    /\/tmp\/open is not there as it was/,
  ],
]
const NOISE = [
  '(00.000100) Error (criu/util.c:1): Setting RLIMIT_NOFILE to 1048576 failed: Operation not permitted',
  '(00.000200) net: nothing to see',
]
const AFTERMATH = '(00.061916) Error (criu/cr-dump.c:1545): Dump files (pid: 31538) failed with -1'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-explain-'))
})
afterAll(() => rm(dir, { recursive: true }))

describe('CRIU’s log, explained', () => {
  test.each(RECORDED)('%s: %s', (action, line, message, option) => {
    const found = findCause([...NOISE, line, AFTERMATH], action)
    expect(found?.index).toBe(2)
    expect(found?.explanation.message).toMatch(message)
    expect(found?.explanation.remedy?.option).toBe(option)
    expect(line.endsWith(found?.explanation.said ?? '?')).toBe(true)
  })

  test('an error that nobody knows is quoted: the first, since the others follow from it', () => {
    const line = '(00.1) Error (criu/x.c:1): something new'
    const found = findCause([...NOISE, line, AFTERMATH], 'dump')
    expect(found?.explanation).toEqual({
      said: 'something new',
      message: 'CRIU said “something new”',
    })
  })

  test('a restore’s cause is not taken for a dump’s', () => {
    const line = "(00.1) Error (criu/files-reg.c:2353): Can't open file tmp/open on restore: gone"
    expect(findCause([line], 'dump')?.explanation.message).toContain('CRIU said')
  })

  test('the harmless line alone is no cause', () => {
    expect(findCause(NOISE, 'dump')).toBeNull()
  })

  const failed = new RuncibleError(
    'checkpoint-failed',
    'OCI runtime checkpoint failed: criu failed',
    {
      command: ['runc', 'checkpoint'],
      exitCode: 1,
      said: 'criu failed',
    },
  )

  test('command and exit code stay, the excerpt marks its line', async () => {
    const path = join(dir, 'dump.log')
    const before = Array.from({ length: 10 }, (_, i) => `(00.00${i}) line ${i}`)
    const line = RECORDED[0]?.[1] ?? ''
    await writeFile(path, [...before, line, AFTERMATH, ''].join('\n'))
    const error = explainCriuLog(path, 'dump', failed) as RuncibleError
    expect(error.details).toMatchObject({ command: ['runc', 'checkpoint'], exitCode: 1 })
    const { excerpt } = error.details
    expect(excerpt).toMatchObject({ path, mark: 4 })
    expect(excerpt?.lines).toEqual([...before.slice(-4), line, AFTERMATH])
  })

  test('without a log, and for what is not CRIU’s failure, the error stays as it was', () => {
    const path = join(dir, 'missing.log')
    expect(explainCriuLog(path, 'dump', failed)).toBe(failed)
    const cancelled = new RuncibleError('cancelled', 'the action was cancelled')
    expect(explainCriuLog(join(dir, 'dump.log'), 'dump', cancelled)).toBe(cancelled)
  })
})
