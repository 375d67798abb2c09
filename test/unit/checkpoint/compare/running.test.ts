import { describe, expect, test } from 'vitest'
import { compareRunning } from '../../../../electron/engine/checkpoint/compare/running.ts'
import type {
  CheckpointInside,
  InsideFile,
  InsideProcess,
  InsideSocket,
} from '../../../../shared/model.ts'

const process = (pid: number, over: Partial<InsideProcess> = {}): InsideProcess => ({
  pid,
  parent: 1,
  session: 1,
  name: 'sh',
  state: 'alive',
  uid: 0,
  threads: [],
  threadCount: 1,
  args: ['sh'],
  env: ['A=1'],
  exe: '/bin/sh',
  cwd: '/',
  memory: 4096,
  maps: [],
  files: [],
  ...over,
})
const file = (fd: number, target: string, over: Partial<InsideFile> = {}): InsideFile => ({
  fd,
  kind: 'file',
  target,
  mode: 'read',
  position: 0,
  flags: [],
  ...over,
})
const socket = (over: Partial<InsideSocket> = {}): InsideSocket => ({
  kind: 'tcp',
  type: 'stream',
  local: '127.0.0.1:80',
  remote: '',
  state: 'listen',
  holders: [],
  ...over,
})
const at = (
  processes: InsideProcess[],
  over: Partial<CheckpointInside> = {},
): CheckpointInside => ({
  hostname: null,
  processes,
  processCount: processes.length,
  sockets: [],
  mounts: [],
  notes: [],
  ...over,
})

describe('what differs in what ran', () => {
  test('nothing, where all is the same', () => {
    const same = at([process(1, { files: [file(3, '/a')] })], { sockets: [socket()] })
    expect(compareRunning(same, same)).toEqual({
      processes: [],
      memory: [],
      environment: [],
      openFiles: [],
      sockets: [],
      notes: [],
    })
  })

  test('processes by their pids inside: started, gone, changed; what has ended is none', () => {
    const was = at([process(1), process(2), process(4, { state: 'ended' })])
    const is = at([process(1, { args: ['sh', '-x'], threadCount: 3 }), process(3)])
    const { processes, memory } = compareRunning(was, is)
    expect(processes.map(({ pid, change }) => [pid, change])).toEqual([
      [1, 'changed'],
      [2, 'gone'],
      [3, 'started'],
    ])
    expect(processes[0]).toMatchObject({
      was: { args: ['sh'], threadCount: 1 },
      is: { args: ['sh', '-x'], threadCount: 3 },
    })
    expect(memory).toEqual([
      { pid: 2, name: 'sh', was: 4096, is: null },
      { pid: 3, name: 'sh', was: null, is: 4096 },
    ])
  })

  test('variables: added, removed, changed; the first of a name counts; a value may hold an equals sign', () => {
    const was = at([process(1, { env: ['A=1', 'B=2', 'C=x=y', 'C=z', 'odd'] })])
    const is = at([process(1, { env: ['A=2', 'C=x=y', 'D='] })])
    expect(compareRunning(was, is).environment).toEqual([
      { pid: 1, name: 'sh', variable: 'A', was: '1', is: '2' },
      { pid: 1, name: 'sh', variable: 'B', was: '2', is: null },
      { pid: 1, name: 'sh', variable: 'D', was: null, is: '' },
    ])
  })

  test('what cannot be read is not taken for a difference, and that is said', () => {
    for (const hidden of [{ args: null, env: null }, { args: null }]) {
      const found = compareRunning(at([process(1, hidden)]), at([process(1)]))
      expect([found.processes, found.environment]).toEqual([[], []])
      expect(found.notes).toEqual([
        'Arguments and environment that cannot be read are not compared.',
      ])
    }
  })

  test('open files: opened, closed, moved; another number of the same pipe is no difference', () => {
    const pipe = (number: number) => file(1, `pipe:[${number}]`, { kind: 'pipe' })
    const was = at([process(1, { files: [pipe(5), file(3, '/a'), file(4, '/b')] })])
    const is = at([process(1, { files: [pipe(9), file(3, '/a', { position: 7 }), file(4, '/c')] })])
    expect(
      compareRunning(was, is).openFiles.map(({ fd, target, change, was, is }) => [
        fd,
        target,
        change,
        was,
        is,
      ]),
    ).toEqual([
      [3, '/a', 'moved', 0, 7],
      [4, '/b', 'closed', 0, null],
      [4, '/c', 'opened', null, 0],
    ])
  })

  test('sockets by what they say of themselves, each as often as it is there', () => {
    const unix = socket({ kind: 'unix', local: '', state: 'connected' })
    const was = at([process(1)], { sockets: [socket(), unix, unix] })
    const is = at([process(1)], { sockets: [unix, socket({ state: 'established' })] })
    expect(
      compareRunning(was, is).sockets.map(({ change, socket }) => [
        change,
        socket.kind,
        socket.state,
      ]),
    ).toEqual([
      ['closed', 'tcp', 'listen'],
      ['closed', 'unix', 'connected'],
      ['opened', 'tcp', 'established'],
    ])
  })

  test('what the kernel’s tables of now leave out is no difference where they may', () => {
    const files = (...targets: string[]) =>
      targets.map((target, n) => file(n, target, { kind: 'socket' }))
    const listens = socket()
    const idle = [
      socket({ local: '127.0.0.1:7003', state: 'close' }),
      socket({ kind: 'other', type: 'netlink', local: '', state: '' }),
    ]
    const was = at(
      [
        process(1, {
          files: files('tcp 127.0.0.1:7003 close', 'netlink', 'tcp 127.0.0.1:80 listen'),
        }),
      ],
      { sockets: [...idle, listens] },
    )
    const unlisted = socket({ kind: 'other', type: 'idle', local: '', state: '' })
    const now = (count: number) =>
      at([process(1, { files: files(...Array<string>(count).fill('idle')) })], {
        sockets: Array<InsideSocket>(count).fill(unlisted),
      })
    const changes = ({ openFiles, sockets }: ReturnType<typeof compareRunning>) => [
      openFiles.map(({ fd, change }) => [fd, change]),
      sockets.map(({ change, socket }) => [change, socket.kind, socket.state]),
    ]
    // The one that listened would be listed.
    expect(changes(compareRunning(was, now(3)))).toEqual([
      [
        [2, 'closed'],
        [2, 'opened'],
      ],
      [
        ['closed', 'tcp', 'listen'],
        ['opened', 'other', ''],
      ],
    ])
    expect(changes(compareRunning(was, now(1)))).toEqual([
      [
        [1, 'closed'],
        [2, 'closed'],
      ],
      [
        ['closed', 'other', ''],
        ['closed', 'tcp', 'listen'],
      ],
    ])
  })

  test('a named pipe is the same by its name, whatever either side takes it for', () => {
    const was = at([process(1, { files: [file(3, '/fifo', { kind: 'pipe' })] })])
    expect(compareRunning(was, at([process(1, { files: [file(3, '/fifo')] })])).openFiles).toEqual(
      [],
    )
    const other = compareRunning(was, at([process(1, { files: [file(3, '/other')] })])).openFiles
    expect(other.map(({ target, change }) => [target, change])).toEqual([
      ['/fifo', 'closed'],
      ['/other', 'opened'],
    ])
  })

  test('of too much the beginning is told, and that is said', () => {
    const many = Array.from({ length: 6000 }, (_, n) => process(n + 2))
    const { processes, notes } = compareRunning(at([process(1)]), at([process(1), ...many]))
    expect(processes).toHaveLength(5000)
    expect(notes).toEqual(['Of each kind of difference the first 5000 are shown.'])
  })
})
