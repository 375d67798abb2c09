import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { conmonExec } from '../../../electron/engine/runtime/conmon.ts'
import { isAlive, processStartTime } from '../../../electron/engine/runtime/proc.ts'
import { recordCommands } from '../../../electron/engine/runtime/run.ts'
import type { CommandRun } from '../../../shared/model.ts'
import { unless, withoutRoot } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Sandbox, type TestContainer } from './sandbox.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await Sandbox.make()
})
afterEach(async () => {
  expect(await sandbox.clear()).toEqual([])
})

const monitorOf = (path: string) => Number(readFileSync(path, 'utf8'))
const statOf = (pid: number) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [, ppid, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { ppid: Number(ppid), session: Number(session) }
}
/** createRuntime hooks run inside `runc create`: one that sleeps holds it up. It names the folder, to be found if left. */
const stuckIn = (folder: string) => ({
  createRuntime: [{ path: '/bin/sh', args: ['sh', '-c', 'sleep 60; :', folder] }],
})

describe('create', unless(withoutRoot), () => {
  test.each([
    ['pipes', false],
    ['a terminal', true],
  ])('with %s: the pid, the output, the exit code', async (_name, terminal) => {
    const c = sandbox.container('c', {
      args: ['sh', '-c', 'echo out; echo err >&2; exit 7'],
      terminal,
    })
    const pid = await c.create()
    expect(processStartTime(pid)).not.toBeNull()
    expect(Number(readFileSync(c.path('pid'), 'utf8'))).toBe(pid)
    await c.runc.start('c')
    expect(await c.exitCode()).toBe(7)
    expect(c.output()).toMatch(/out\s+err/)
  })

  test('conmon is on its own: another session, another parent, nothing of ours open', async () => {
    const c = await sandbox.running('free')
    const monitor = monitorOf(c.path('conmon.pid'))
    const { ppid, session } = statOf(monitor)
    expect(session).toBe(monitor)
    expect(session).not.toBe(statOf(process.pid).session)
    await until(() => statOf(monitor).ppid !== process.pid, 'conmon to be adopted')
    expect(ppid).not.toBe(process.pid)
    for (const fd of [0, 1, 2]) expect(readlinkSync(`/proc/${monitor}/fd/${fd}`)).toBe('/dev/null')
    const own = new Set([0, 1, 2].map((fd) => readlinkSync(`/proc/self/fd/${fd}`)))
    own.delete('/dev/null')
    const theirs = [...Array(64).keys()].map((fd) => {
      try {
        return readlinkSync(`/proc/${monitor}/fd/${fd}`)
      } catch {
        return ''
      }
    })
    expect(theirs.filter((target) => own.has(target))).toEqual([])
  })

  test.each([
    ['pipes', false],
    ['a terminal', true],
  ])(
    'a command that is not there, with %s: runc’s words, and nothing is left',
    async (_name, terminal) => {
      const c = sandbox.container('none', { args: ['/nope'], terminal })
      await expect(c.create()).rejects.toMatchObject({
        code: 'runtime-failed',
        message: expect.stringMatching(
          /^OCI runtime create failed: .*exec: "\/nope": stat \/nope: no such file or directory/,
        ),
        details: {
          said: expect.stringContaining('/nope'),
          command: expect.arrayContaining(['-c']),
        },
      })
      expect(await sandbox.leftRunning()).toEqual([])
      await expect(c.runc.state('none')).rejects.toMatchObject({ code: 'not-found' })
    },
  )

  test('an id that is taken: refused, and the one that has it lives', async () => {
    const first = await sandbox.running('taken')
    const second = sandbox.container('second')
    await expect(second.create({ id: 'taken' })).rejects.toMatchObject({
      message: expect.stringContaining('exists'),
    })
    expect((await first.runc.state('taken')).status).toBe('running')
  })

  test('a runc or a conmon that is missing', async () => {
    const c = sandbox.container('m')
    await expect(c.create({ runc: sandbox.runc('/nonexistent/runc') })).rejects.toMatchObject({
      message: expect.stringContaining('/nonexistent/runc'),
    })
    await expect(c.create({ binary: '/nonexistent/conmon' })).rejects.toMatchObject({
      code: 'unavailable',
      message: '/nonexistent/conmon was not found',
    })
    expect(await sandbox.leftRunning()).toEqual([])
  })

  test('a conmon that ends without an answer: that, and what to look at', async () => {
    const c = sandbox.container('f')
    await expect(c.create({ bundle: sandbox.path('missing') })).rejects.toMatchObject({
      message: 'OCI runtime create failed: conmon ended without an answer',
      details: { hint: expect.stringContaining('folders') },
    })
    await expect(c.create({ log: '/nonexistent/folder/log' })).rejects.toMatchObject({
      message: expect.stringContaining('Failed to open log file'),
    })
    expect(await sandbox.leftRunning()).toEqual([])
  })

  test('out of time: conmon, runc and what they made are gone', async () => {
    const c = sandbox.container('slow', { hooks: stuckIn(sandbox.folder) })
    const commands: CommandRun[] = []
    const create = recordCommands(commands, () => c.create({}, { timeoutMs: 500 }))
    await expect(create).rejects.toMatchObject({ code: 'timeout' })
    expect(commands[0]?.exitCode).toBeNull()
    expect(await sandbox.leftRunning()).toEqual([])
    expect(existsSync(`${sandbox.root}/slow`)).toBe(false)
  })

  test('cancelled midway: the same, and the id can be used again', async () => {
    const c = sandbox.container('again', { hooks: stuckIn(sandbox.folder), terminal: true })
    const create = c.create({}, { signal: AbortSignal.timeout(300) })
    await expect(create).rejects.toMatchObject({ code: 'cancelled' })
    expect(await sandbox.leftRunning()).toEqual([])
    const second = sandbox.container('again2')
    expect(await second.create({ id: 'again' })).toBeGreaterThan(1)
    await second.runc.delete('again', { force: true })
  })

  test('cancelled before it began: nothing is started', async () => {
    const c = sandbox.container('never')
    const commands: CommandRun[] = []
    const create = recordCommands(commands, () => c.create({}, { signal: AbortSignal.abort() }))
    await expect(create).rejects.toMatchObject({ code: 'cancelled' })
    expect(commands).toEqual([])
  })

  test('stdin none reads an end of file at once; open does not', async () => {
    const read = { args: ['sh', '-c', 'read x; echo "got $?"'] }
    const none = await sandbox.running('none', { ...read, stdin: 'none' })
    expect(await none.exitCode()).toBe(0)
    expect(none.output()).toContain('got 1')
    const open = await sandbox.running('open', { ...read, stdin: 'open' })
    expect((await open.runc.state('open')).status).toBe('running')
    expect(open.output()).toBe('')
  })
})

describe('exec', unless(withoutRoot), () => {
  let c: TestContainer
  const exitOf = (name: string) => c.exitCode(c.path(name, 'exits'))

  beforeEach(async () => {
    c = await sandbox.running('c')
  })

  test.each([
    ['pipes', false],
    ['a terminal', true],
  ])(
    'with %s: it waits to be attached to, then runs; its exit file is its own',
    async (_name, terminal) => {
      const seen: string[] = []
      const exec = c.exec('e', ['sh', '-c', 'echo hi; exit 5'], { terminal })
      const { pid } = await conmonExec(exec, async () => {
        seen.push(existsSync(c.path('e/attach')) ? 'socket' : 'none', c.output(exec.log))
      })
      expect(pid).toBeGreaterThan(1)
      expect(seen).toEqual(['socket', ''])
      expect(await exitOf('e')).toBe(5)
      expect(c.output(exec.log)).toContain('hi')
      expect(existsSync(c.path('exits/c'))).toBe(false)
    },
  )

  test('one that ends with a failure of its own has started', async () => {
    await conmonExec(c.exec('f', ['sh', '-c', 'exit 1']), async () => {})
    expect(await exitOf('f')).toBe(1)
  })

  test('a command that is not there', async () => {
    await expect(conmonExec(c.exec('n', ['/nope']), async () => {})).rejects.toMatchObject({
      code: 'runtime-failed',
      message: expect.stringMatching(/^OCI runtime exec failed: .*"\/nope"/),
    })
    await expect(
      conmonExec(c.exec('nt', ['/nope'], { terminal: true }), async () => {}),
    ).rejects.toMatchObject({ message: expect.stringMatching(/^OCI runtime exec failed: ./) })
  })

  test('where attaching fails the process never runs, and its error is what is thrown', async () => {
    const exec = c.exec('a', ['sh', '-c', 'echo ran > /tmp/ran'])
    const failing = conmonExec(exec, () => Promise.reject(new Error('no socket')))
    await expect(failing).rejects.toThrow('no socket')
    const monitor = monitorOf(exec.conmonPidFile)
    await until(() => processStartTime(monitor) === null, 'conmon to end')
    expect(existsSync(`${sandbox.rootfs}/tmp/ran`)).toBe(false)
  })

  test('cancelled while it waits to be attached to', async () => {
    const exec = c.exec('w', ['sh', '-c', 'echo ran > /tmp/ran'])
    const signal = AbortSignal.timeout(300)
    const waiting = conmonExec(exec, () => new Promise(() => {}), { signal })
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    expect(processStartTime(monitorOf(exec.conmonPidFile))).toBeNull()
    expect(existsSync(`${sandbox.rootfs}/tmp/ran`)).toBe(false)
  })

  test('it outlives the container’s other execs and ends with the init', async () => {
    const { pid } = await conmonExec(c.exec('l', ['sleep', '1000']), async () => {})
    const started = processStartTime(pid) ?? 0
    expect(isAlive(pid, started)).toBe(true)
    await c.runc.kill('c', 9)
    expect(await exitOf('l')).toBe(137)
    expect(isAlive(pid, started)).toBe(false)
  })

  test('a pid file of an earlier life is not believed', async () => {
    mkdirSync(c.path('old'))
    const exec = c.exec('old', ['/nope'])
    writeFileSync(exec.conmonPidFile, String(process.pid))
    writeFileSync(exec.pidFile, String(process.pid))
    await expect(conmonExec(exec, async () => {})).rejects.toMatchObject({ code: 'runtime-failed' })
  })
})
