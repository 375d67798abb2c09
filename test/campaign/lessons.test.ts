import { execFileSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { afterEach, beforeEach, describe, test } from 'vitest'
import { LessonRun } from '../support/lesson-run.ts'
import { testWithLimits } from '../support/limits.ts'
import { ref, skipReason, TestEngine } from '../support/test-engine.ts'
import { unless } from '../support/unless.ts'
import { IN_WHOLE } from './form.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const MIB = 2 ** 20
const pidOf = async (id: string) => (await engine.get(id)).pid ?? 0
/** Of a namespace of its, as the machine's own readlink has it. */
const inode = async (id: string, type: string) =>
  /\d+/.exec(readlinkSync(`/proc/${await pidOf(id)}/ns/${type}`))?.[0] ?? ''

describe(
  'every lesson that comes along can be done, and is not done by itself',
  unless(skipReason),
  () => {
    test('life and states', async () => {
      const run = await LessonRun.begin(engine, 'life.md')
      const c = ref(run.id)
      await run.step({ does: () => engine.call('containers.start', c) })
      await run.step({ does: () => engine.call('containers.pause', c) })
      await run.step({ answers: 'It waits in the terminal until the shell reads it' })
      await run.step({ does: () => engine.call('containers.resume', c) })
      await run.step({ does: () => engine.kill(run.id, 9) })
      await run.step({ answers: '137' })
      await run.step({ does: () => engine.call('containers.rerun', c) })
      await run.step({
        does: async () => {
          await engine.kill(run.id, 9)
          await engine.ended(run.id)
          await engine.call('containers.delete', c)
        },
      })
      run.end()
    })

    test('signals and process 1', async () => {
      const run = await LessonRun.begin(engine, 'signals.md')
      await run.step({ answers: () => run.ask('echo $$') })
      await run.step({ answers: async () => String(await pidOf(run.id)) })
      await run.step({ does: () => engine.kill(run.id, 15) })
      await run.step({
        does: async () => {
          await run.type("trap 'echo heard $((40 + 2))' TERM")
          await run.ask('echo typed')
          await engine.kill(run.id, 15)
          await run.type('')
        },
      })
      await run.step({ does: () => run.type('sleep 1000 &') })
      await run.step({
        does: async () => {
          const { processes } = await engine.call('processes.list', ref(run.id))
          const sleeping = processes.find(({ name }) => name === 'sleep')
          if (!sleeping) throw new Error('nothing sleeps')
          const { pid, startTime } = sleeping
          const process = { pid, startTime }
          await engine.call('processes.signal', { ...ref(run.id), process, signal: 15 })
        },
      })
      await run.step({ does: () => engine.kill(run.id, 9) })
      run.end()
    })

    test('namespaces', async () => {
      const run = await LessonRun.begin(engine, 'namespaces.md')
      await run.step({ answers: () => inode(run.id, 'pid') })
      await run.step({
        answers: async () => /\d+/.exec(await run.ask('readlink /proc/self/ns/net'))?.[0] ?? '',
      })
      await run.step({ answers: 'the loopback alone' })
      await run.step({ answers: () => run.ask('hostname') })
      await run.step({ does: () => engine.exec(run.id, 'sleep', '1000') })
      await run.step({ answers: () => run.ask('pidof sleep') })
      run.end()
    })

    testWithLimits('limits and want of memory', IN_WHOLE, async () => {
      const run = await LessonRun.begin(engine, 'limits.md')
      await run.step({ answers: '32' })
      await run.step({ does: () => run.type('4') })
      await run.step({ does: () => run.type('c') })
      await run.step({
        does: () =>
          engine.call('containers.update', { ...ref(run.id), limits: { memory: 64 * MIB } }),
      })
      await run.step({ does: () => run.type('1') })
      await run.step({ answers: 'SIGKILL' })
      run.end()
    })

    test('checkpoint, rewind and clone', async () => {
      const run = await LessonRun.begin(engine, 'moments.md')
      let moment = ''
      await run.step({ does: () => run.type('x=1; echo trace $((x + 40))') })
      await run.step({
        does: async () => {
          moment = (await engine.checkpoint(run.id)).id
        },
      })
      await run.step({ does: () => run.type('x=2; echo trace $((x + 40))') })
      await run.step({
        does: () => engine.call('containers.rewind', { ...ref(run.id), checkpoint: moment }),
      })
      await run.step({ does: () => run.type('echo now $((x + 70))') })
      await run.step({
        does: () => engine.call('containers.clone', { ...ref(run.id), as: 'copy' }),
      })
      await run.step({ does: () => engine.kill('copy', 9) })
      run.end()
    })

    test('a broken container', IN_WHOLE, async () => {
      const run = await LessonRun.begin(engine, 'broken.md')
      const inside = async (command: string) => {
        const exec = await engine.exec(run.id, 'sh', '-c', command)
        await engine.execEnded(run.id, exec.id)
      }
      await run.step({ answers: 'they sleep' })
      await run.step({ does: () => engine.exec(run.id, 'sh', '-c', 'true') })
      const script = execFileSync('tr', ['\\0', '\\n'], {
        input: execFileSync('cat', [`/proc/${await pidOf(run.id)}/cmdline`]),
        encoding: 'utf8',
      })
      const told = (name: string) => new RegExp(`^ *${name}=(\\S+)$`, 'm').exec(script)?.[1] ?? ''
      await run.step({ answers: told('lock') })
      await run.step({ does: () => inside(`rm ${told('lock')}`) })
      await run.step({ answers: told('data') })
      await run.step({ does: () => inside(`mkdir -p ${told('data')}`) })
      await run.step({ does: () => engine.kill(run.id, 15) })
      run.end()
    })
  },
)
