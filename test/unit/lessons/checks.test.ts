import { describe, expect, it } from 'vitest'
import { judgeAnswer } from '../../../renderer/lessons/answers.ts'
import { builtIn } from '../../../renderer/lessons/built-in.ts'
import { judge } from '../../../renderer/lessons/checks.ts'
import { factsOf, NO_READS, type Reads } from '../../../renderer/lessons/facts.ts'
import { isFinished, skipped } from '../../../renderer/lessons/finished.ts'
import { Check } from '../../../renderer/lessons/lesson-schema.ts'
import { parseLesson } from '../../../renderer/lessons/parse.ts'
import type { Container, ContainerProcess, Exit, JournalEntry } from '../../../shared/model.ts'
import { fakeCheckpoint, fakeContainer, fakeExec } from '../../fixtures/fake-containers.ts'
import { fakeEntry } from '../../fixtures/fake-machine.ts'

const REF = { namespace: 'default', id: 'a' }
const MIB = 2 ** 20
const A = fakeContainer('a')
const EXIT: Exit = { code: 137, signal: 9, oom: true, at: A.since, reason: 'oom' }
const ENDED = fakeContainer('a', { state: 'stopped', status: 'stopped', pid: null, exit: EXIT })
const FAILED: Partial<JournalEntry> = { error: { code: 'internal', message: 'no' } }
const process = (name: string, differs: Partial<ContainerProcess> = {}): ContainerProcess => ({
  pid: 900,
  startTime: 1,
  inside: 7,
  parent: null,
  uid: 0,
  state: 'S',
  threads: 1,
  cpuMs: 0,
  memoryBytes: 0,
  args: [`/bin/${name}`, '1000'],
  name,
  ...differs,
})

interface Held {
  is?: Container | null
  journal?: JournalEntry[]
  others?: Container[]
  reads?: Partial<Reads>
  moments?: ReturnType<typeof fakeCheckpoint>[]
}
const facts = ({ is = A, journal = [], others = [], moments = [], reads = {} }: Held = {}) =>
  factsOf(
    { containers: [...(is ? [is] : []), ...others], journal, checkpoints: moments },
    REF,
    10,
    { ...NO_READS, ...reads },
  )
const met = (check: Parameters<typeof Check.parse>[0], held?: Held) =>
  judge(Check.parse(check), facts(held)).every((part) => part.met)

/** The container was there, and what was done to it was not done yet. */
const EARLIER = new Date(Date.now() - 120_000).toISOString()
const LONG_AGO = '2001-01-01T00:00:00.000Z'
const moment = { ...fakeCheckpoint(1, A), createdAt: new Date().toISOString() }
const did = (action: string, differs: Partial<JournalEntry> = {}) => ({
  ...fakeEntry(11, action, 'a'),
  ...differs,
})

describe('a check is met by what the engine says, and by nothing less', () => {
  it.each<[what: string, check: object, yes: Held, no: Held[]]>([
    [
      'a state',
      { state: 'paused' },
      { is: fakeContainer('a', { state: 'paused', status: 'paused' }) },
      [{}, { is: null }],
    ],
    [
      'not yet paused',
      { state: 'running' },
      {},
      [{ is: fakeContainer('a', { status: 'pausing' }) }],
    ],
    [
      'created again',
      { state: 'created' },
      { is: fakeContainer('a', { state: 'createdFromCheckpoint' }) },
      [{}],
    ],
    [
      'deleted',
      { state: 'deleted' },
      { is: null, journal: [did('delete')] },
      [{ is: null }, { journal: [did('delete')] }, { is: null, journal: [did('delete', FAILED)] }],
    ],
    [
      'an action',
      { did: 'pause' },
      { journal: [did('pause')] },
      [
        {},
        { journal: [did('pause', FAILED)] },
        { journal: [did('resume')] },
        { journal: [fakeEntry(10, 'pause', 'a')] },
        { journal: [fakeEntry(11, 'pause', 'b')] },
      ],
    ],
    [
      'a command',
      { journal: 'runc pause' },
      { journal: [did('pause')] },
      [{}, { journal: [did('resume')] }, { journal: [fakeEntry(9, 'pause', 'a')] }],
    ],
    [
      'an end',
      { exit: { signal: 9, oom: true } },
      { is: ENDED },
      [
        {},
        { is: { ...ENDED, state: 'running', status: 'running' } },
        { is: { ...ENDED, exit: { ...EXIT, oom: false } } },
        { is: { ...ENDED, exit: { ...EXIT, signal: 15 } } },
      ],
    ],
    [
      'an end by its code',
      { exit: { code: 137 } },
      { is: ENDED },
      [{ is: { ...ENDED, exit: { ...EXIT, code: 143 } } }],
    ],
    [
      'a moment',
      { moment: 'taken' },
      { journal: [did('checkpoint')], moments: [moment] },
      [
        { moments: [moment] },
        { journal: [did('checkpoint')] },
        { journal: [did('checkpoint')], moments: [{ ...moment, restorable: false }] },
        { journal: [did('checkpoint')], moments: [{ ...moment, createdAt: EARLIER }] },
      ],
    ],
    [
      'a copy',
      { copy: 'running' },
      { moments: [moment], others: [fakeContainer('b', { moment: moment.id })] },
      [
        { moments: [moment] },
        { moments: [moment], others: [fakeContainer('b')] },
        { moments: [moment], others: [fakeContainer('b', { moment: moment.id, state: 'paused' })] },
        { others: [fakeContainer('b', { moment: moment.id })] },
      ],
    ],
    [
      'limits',
      { limits: { memory: '64 MiB' } },
      { is: fakeContainer('a', { limits: { memory: 64 * MIB, pids: 3 } }) },
      [{}, { is: fakeContainer('a', { limits: { memory: 63 * MIB } }) }],
    ],
    [
      'limits of its CPUs and processes',
      { limits: { cpus: 0.5, pids: 3 } },
      { is: fakeContainer('a', { limits: { cpus: 0.5, pids: 3 } }) },
      [
        { is: fakeContainer('a', { limits: { cpus: 1, pids: 3 } }) },
        { is: fakeContainer('a', { limits: { cpus: 0.5, pids: 4 } }) },
      ],
    ],
    [
      'a text',
      { console: 'trace 41' },
      { reads: { lines: ['# x', 'a trace 41'] } },
      [{}, { reads: { lines: ['trace 4', '1'] } }],
    ],
    [
      'a process',
      { process: 'sleep' },
      { reads: { processes: [process('sleep')] } },
      [{}, { reads: { processes: [process('sh')] } }],
    ],
    [
      'a zombie',
      { process: { name: 'sleep', state: 'Z' } },
      { reads: { processes: [process('sleep', { state: 'Z', args: [] })] } },
      [{ reads: { processes: [process('sleep')] } }],
    ],
    [
      'a process that is gone',
      { noProcess: 'sleep' },
      { reads: { processes: [process('sh')] } },
      [{}, { reads: { processes: [process('sleep')] } }],
    ],
    [
      'so many processes',
      { processes: 2 },
      { reads: { processes: [process('sh'), process('sleep')] } },
      [{}, { reads: { processes: [process('sh')] } }],
    ],
    [
      'an exec',
      { exec: 'top' },
      { is: fakeContainer('a', { execs: [fakeExec('e')] }) },
      [{}, { is: fakeContainer('a', { execs: [fakeExec('e', { startedAt: null })] }) }],
    ],
    [
      'all of several',
      { state: 'running', did: 'start' },
      { journal: [did('start')] },
      [{}, { is: ENDED, journal: [did('start')] }],
    ],
  ])('%s', (_, check, yes, no) => {
    expect(met(check, yes)).toBe(true)
    for (const one of no) expect(met(check, one), JSON.stringify(one)).toBe(false)
  })

  it('a figure lies within its bounds', () => {
    const figures = (pids: number) => ({
      reads: { figures: { figures: { pids: [1, pids] }, killed: null } as never },
    })
    expect(met({ figure: { of: 'pids', atLeast: 18 } }, figures(18))).toBe(true)
    expect(met({ figure: { of: 'pids', atLeast: 18 } }, figures(17))).toBe(false)
    expect(met({ figure: { of: 'pids', atMost: 4 } }, figures(5))).toBe(false)
    expect(met({ figure: { of: 'pids', atMost: 4 } })).toBe(false)
    expect(met({ figure: { of: 'oom kills', atLeast: 1 } }, { is: ENDED })).toBe(true)
  })

  it('of a namesake that was there before no moment counts', () => {
    const old = { ...moment, createdAt: LONG_AGO }
    const others = [fakeContainer('b', { moment: old.id })]
    expect(met({ copy: 'running' }, { moments: [old], others })).toBe(false)
  })

  it('none of a built-in lesson’s is met before anything was done', async () => {
    for (const { file, text } of await builtIn('en')) {
      const read = parseLesson(text)
      if (!('lesson' in read)) throw new Error(file)
      for (const { title, check } of read.lesson.steps) {
        if (!check || check.question !== undefined) continue
        expect(
          judge(check, facts()).every((part) => part.met),
          `${file}: ${title}`,
        ).toBe(false)
      }
    }
  })
})

describe('an answer', () => {
  const answered = (fact: string, given: string, held?: Held) =>
    judgeAnswer(Check.parse({ question: '?', fact }), given, facts(held))

  it.each<[fact: string, right: string[], wrong: string[], held: Held]>([
    ['exit code', ['137', ' 137 '], ['9', '', '0137'], { is: ENDED }],
    ['exit signal', ['9', 'SIGKILL', 'kill'], ['15', 'SIGTERM', '137'], { is: ENDED }],
    ['host pid', ['4242'], ['1', '42'], {}],
    ['hostname', ['a'], ['b'], {}],
    [
      'memory limit',
      ['32', '32 MiB', '32mib'],
      ['33', '32 GiB'],
      { is: fakeContainer('a', { limits: { memory: 32 * MIB } }) },
    ],
    [
      'inside pid of sleep',
      ['7', '8'],
      ['900', '1'],
      {
        reads: {
          processes: [
            process('sleep'),
            process('sleep', { inside: 8 }),
            process('sh', { inside: 1 }),
          ],
        },
      },
    ],
    ['host pid of sleep', ['900'], ['7'], { reads: { processes: [process('sleep')] } }],
    ['processes', ['1'], ['2'], { reads: { processes: [process('sh')] } }],
    [
      'namespace net',
      ['4026531'],
      ['4026532'],
      {
        reads: {
          namespaces: [
            { type: 'net', inode: 4026531 },
            { type: 'pid', inode: 4026532 },
          ] as never,
        },
      },
    ],
  ])('of %s is judged by what the engine says', (fact, right, wrong, held) => {
    for (const given of right) expect(answered(fact, given, held), given).toBe('right')
    for (const given of wrong) expect(answered(fact, given, held), given).toBe('wrong')
  })

  it('cannot be judged where the engine cannot tell', () => {
    expect(answered('exit code', '0')).toBe('unknown')
    expect(answered('namespace pid', '1')).toBe('unknown')
    expect(answered('host pid', '1', { is: null })).toBe('unknown')
  })

  it('of the lesson’s own is taken word for word, but for capitals', () => {
    const check = Check.parse({ question: '?', answer: 'The loopback alone' })
    expect(judgeAnswer(check, ' the LOOPBACK alone ', facts())).toBe('right')
    expect(judgeAnswer(check, 'the loopback', facts())).toBe('wrong')
  })
})

it('a lesson is finished by its checks: what was skipped or only read does not count', () => {
  const read = parseLesson(
    '---\ntitle: T\nsummary: S\nminutes: 1\ncontainer: {}\n---\n## A\n\n## B\n\n```check\nstate: paused\n```\n',
  )
  if (!('lesson' in read)) throw new Error(read.malformed.why)
  const at = (done: number[]) => ({ at: 2, done, container: null, since: -1, steps: 2 })
  expect(isFinished(read.lesson, at([0]))).toBe(false)
  expect(skipped(read.lesson, at([]))).toEqual([1])
  expect(isFinished(read.lesson, at([1]))).toBe(true)
})
