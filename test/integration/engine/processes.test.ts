import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ContainerProcess } from '../../../shared/model.ts'
import { failure, ref, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

/** A shell that has started two programs, one of them with a file open that is read and written. */
const TREE = [
  'sh',
  '-c',
  'sleep 1000 & sh -c "exec 9<>/tmp/mine; echo x >&9; exec sleep 2000" & wait',
]

/** Those of `c`, once all four are there. */
async function tree(): Promise<{ init: ContainerProcess; all: ContainerProcess[] }> {
  let all: ContainerProcess[] = []
  await until(async () => {
    all = (await engine.call('processes.list', ref('c'))).processes
    return all.length === 3 && all.filter(({ name }) => name === 'sleep').length === 2
  }, 'all processes of the container')
  const init = all.find(({ inside }) => inside === 1) as ContainerProcess
  return { init, all }
}

describe('what runs inside', unless(skipReason), () => {
  test('is told as the kernel tells it: who started whom, pids on both sides, user, state, memory', async () => {
    await engine.run('c', { process: { args: TREE, terminal: false, user: '1000' }, stdin: 'open' })
    const { init, all } = await tree()
    expect(init).toMatchObject({ args: TREE, name: 'sh', uid: 1000, state: 'S', parent: null })
    expect(init.pid).toBe((await engine.get('c')).pid)
    const sleep = all.find(({ args }) => args[1] === '1000')
    expect(sleep).toMatchObject({ parent: init.pid, uid: 1000, threads: 1 })
    for (const { pid, inside, memoryBytes, cpuMs } of all) {
      const [own, kb, ticks] = execFileSync('sh', [
        '-c',
        `grep NSpid /proc/${pid}/status | awk '{print $NF}'; awk '/VmRSS/{print $2}' /proc/${pid}/status; awk '{print $14+$15}' /proc/${pid}/stat`,
      ])
        .toString()
        .trim()
        .split('\n')
        .map(Number)
      expect({ inside, memoryBytes, cpuMs }).toEqual({
        inside: own,
        memoryBytes: (kb ?? 0) * 1024,
        cpuMs: (ticks ?? 0) * 10,
      })
    }
  })

  test('shows what each has open, and how', async () => {
    await engine.run('c', { process: { args: TREE, terminal: false }, stdin: 'open' })
    const { all } = await tree()
    const holder = all.find(({ args }) => args[1] === '2000')
    const { files } = await engine.call('processes.files', {
      ...ref('c'),
      process: holder as ContainerProcess,
    })
    expect(files.find(({ fd }) => fd === 9)).toEqual({
      fd: 9,
      target: '/tmp/mine',
      mode: 'both',
      position: 2,
    })
    expect(files.find(({ fd }) => fd === 1)?.target).toMatch(/^pipe:\[\d+\]$/)
  })

  test('gets any signal, one of them alone, and the journal says so', async () => {
    await engine.run('c', { process: { args: TREE, terminal: false }, stdin: 'open' })
    const { all } = await tree()
    const sleep = all.find(({ args }) => args[1] === '1000') as ContainerProcess
    const { pid, startTime } = sleep
    await engine.call('processes.signal', { ...ref('c'), process: { pid, startTime }, signal: 19 })
    const seen = async () =>
      (await engine.call('processes.list', ref('c'))).processes.find((one) => one.pid === pid)
    await until(async () => (await seen())?.state === 'T', 'it to be stopped')
    await engine.call('processes.signal', { ...ref('c'), process: { pid, startTime }, signal: 9 })
    await until(async () => (await seen()) === undefined, 'it to be gone')
    const actions = (await engine.call('journal.list', { limit: 10, container: ref('c') })).map(
      ({ action }) => action,
    )
    expect(actions.filter((action) => action === 'signal')).toHaveLength(2)
  })

  test('a process that is gone, or another’s, is refused; so is a container in which nothing runs', async () => {
    await engine.run('c', { process: { args: ['sleep', '1000'], terminal: false } })
    const process = { pid: globalThis.process.pid, startTime: 1 }
    const refused = await failure(
      engine.call('processes.signal', { ...ref('c'), process, signal: 9 }),
    )
    expect(refused).toMatchObject({ code: 'not-found' })
    expect(await failure(engine.call('processes.files', { ...ref('c'), process }))).toMatchObject({
      code: 'not-found',
    })
    await engine.call('containers.kill', { ...ref('c'), signal: 9 })
    await engine.ended('c')
    expect(await failure(engine.call('processes.list', ref('c')))).toMatchObject({
      code: 'failed-precondition',
    })
  })
})
