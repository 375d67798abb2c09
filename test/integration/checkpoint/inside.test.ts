import { existsSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPycriu } from '../../../electron/engine/runtime/crit.ts'
import type { Checkpoint, CheckpointInside, InsideProcess } from '../../../shared/model.ts'
import { processesBeside } from '../../support/inside.ts'
import { failure, names, skipReason, TestEngine, TOOLS } from '../../support/test-engine.ts'
import { unless, without } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { UNUSUAL } from '../../support/unusual.ts'

const pycriu = await findPycriu(join(TOOLS, 'bin'))
const PAGE = 4096

/** What the kernel says of one process, read here and by nobody else. */
interface Said {
  pid: number
  args: string[]
  env: string[]
  threads: string[]
  /** start, bytes, rights, path */
  maps: [string, number, string, string][]
  files: Record<number, string>
  positions: Record<number, number>
  modes: Record<number, string>
  own: number
}

/** As much as is told of. */
const TEXT = 64 * 1024
const words = (path: string) =>
  readFileSync(path).subarray(0, TEXT).toString().replace(/\0$/, '').split('\0')
const field = (text: string, name: string) =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1] ?? ''

function said(pid: number): Said {
  const at = `/proc/${pid}`
  const status = readFileSync(`${at}/status`, 'utf8')
  const fds = names(`${at}/fd`).map(Number)
  const maps = readFileSync(`${at}/maps`, 'utf8').split('\n').filter(Boolean)
  return {
    pid: Number(field(status, 'NSpid').split('\t').at(-1)),
    args: words(`${at}/cmdline`),
    env: words(`${at}/environ`),
    threads: names(`${at}/task`).map((tid) =>
      readFileSync(`${at}/task/${tid}/comm`, 'utf8').trim(),
    ),
    maps: maps.map((line) => {
      const [range = '', rights = '', , , , ...path] = line.split(/\s+/)
      const [start = '', end = ''] = range.split('-')
      const bytes = Number(BigInt(`0x${end}`) - BigInt(`0x${start}`))
      return [start.replace(/^0+(?=.)/, ''), bytes, rights, path.join(' ')]
    }),
    files: Object.fromEntries(fds.map((fd) => [fd, readlinkSync(`${at}/fd/${fd}`)])),
    positions: Object.fromEntries(
      fds.map((fd) => [fd, Number(field(readFileSync(`${at}/fdinfo/${fd}`, 'utf8'), 'pos'))]),
    ),
    modes: Object.fromEntries(
      fds.map((fd) => {
        const flags = field(readFileSync(`${at}/fdinfo/${fd}`, 'utf8'), 'flags')
        return [fd, ['read', 'write', 'both'][Number.parseInt(flags, 8) & 3] ?? '']
      }),
    ),
    own: Number.parseInt(field(status, 'RssAnon'), 10) * 1024,
  }
}

describe('looking inside a moment', unless(skipReason || without({ pycriu })), () => {
  let engine: TestEngine
  let before: Said[]
  let mounts: string[][]
  let moment: Checkpoint
  let inside: CheckpointInside
  const one = (...args: string[]) =>
    inside.processes.find((process) => process.args?.join(' ') === args.join(' ')) as InsideProcess
  const init = () => inside.processes.find(({ pid }) => pid === 1) as InsideProcess
  const look = () => engine.call('checkpoints.inside', { checkpoint: moment.id })

  beforeAll(async () => {
    engine = await TestEngine.open()
    const { pid } = await engine.run('c', UNUSUAL)
    await until(() => existsSync(`/proc/${pid}/root/ready`), 'the program to be ready')
    before = processesBeside(pid as number).map(said)
    mounts = readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
    moment = await engine.checkpoint('c', { allowOpenTcp: true })
    inside = await look()
  })
  afterAll(() => engine.clear())

  test('its processes: arguments, environment, threads, parents, states, as /proc had them', () => {
    expect(inside).toMatchObject({ hostname: 'c', processCount: before.length + 1 })
    expect(inside.notes).toEqual(['Long arguments and environments are cut off.'])
    for (const { pid, args, env, threads } of before) {
      const found = inside.processes.find((process) => process.pid === pid)
      expect(found).toMatchObject({ args, env, threadCount: threads.length })
      expect(found?.threads.map(({ name }) => name)).toEqual(threads)
    }
    expect(init()).toMatchObject({ parent: 0, state: 'alive', uid: 0, cwd: '/' })
    expect(init().env).toContain('WORD=grüß dich')
    expect(init().exe).toContain('ld-linux')
    expect(one('sleep', '1000')).toMatchObject({ parent: 1, state: 'alive', exe: '/bin/sleep' })
    const dead = inside.processes.find(({ state }) => state === 'ended')
    expect(dead).toMatchObject({ name: 'true', args: [], env: [], maps: [], files: [] })
  })

  test('their memory: every map with its size and rights, and what of it was taken along', () => {
    for (const { pid, maps, own } of before) {
      const found = inside.processes.find((process) => process.pid === pid)
      const told = found?.maps.map(({ start, bytes, rights }) => [start, bytes, rights])
      // What grows by itself is told with the page below it that none may touch; some of the kernel's are no memory of it.
      const plain = maps.filter(
        ([, , , path]) => !/^\[(stack|vvar.*|vsyscall|uprobes)\]$/.test(path),
      )
      for (const [start, bytes, rights] of plain)
        expect(told).toContainEqual([start, bytes, rights])
      for (const [start, , , path] of plain) {
        if (path === '') continue
        expect(found?.maps.find((map) => map.start === start)?.what).toBe(path)
      }
      // CRIU takes the vdso along, which is the kernel's.
      const ours = found?.maps.filter(({ what }) => what !== '[vdso]') ?? []
      expect(ours.reduce((sum, map) => sum + map.taken, 0)).toBe(found?.memory)
      // The kernel's count may lag behind by what a CPU keeps back.
      expect(Math.abs((found?.memory ?? 0) - own)).toBeLessThan(64 * PAGE)
    }
    // The kernel may have laid it together with a neighbour.
    const touched = init().maps.filter(({ what, bytes }) => what === '' && bytes >= 16 << 20)
    expect(touched.some(({ taken }) => taken >= 8 << 20)).toBe(true)
  })

  test('what they have open: files at their positions, a deleted one, pipes, how they were opened', () => {
    for (const { pid, files, positions, modes } of before) {
      const found = inside.processes.find((process) => process.pid === pid)
      expect(found?.files.map(({ fd }) => fd)).toEqual(Object.keys(files).map(Number))
      for (const { fd, kind, target, mode, position } of found?.files ?? []) {
        expect([fd, mode]).toEqual([fd, modes[fd]])
        if (kind === 'socket') {
          expect(files[fd]).toMatch(/^socket:/)
          continue
        }
        expect([target, position]).toEqual([files[fd], positions[fd]])
      }
    }
    const open = (target: string) => init().files.find((file) => file.target === target)
    expect(open('/etc/marked')).toMatchObject({ kind: 'file', mode: 'both', position: 4 })
    expect(open('/gone (deleted)')).toMatchObject({
      mode: 'write',
      position: 5000,
      flags: ['append'],
    })
    expect(open('/dev/null')?.kind).toBe('device')
    expect(open('/fifo')).toMatchObject({ kind: 'pipe', mode: 'both', flags: ['nonblock'] })
    expect(open('/lost (deleted)')?.kind).toBe('pipe')
    expect(open('anon_inode:inotify')).toMatchObject({ mode: 'read', flags: ['nonblock'] })
  })

  test('sockets with their addresses and states, and who has them', () => {
    const told = inside.sockets.map(({ kind, type, local, remote, state }) =>
      [kind, type, local, remote.replace(/:\d+$/, ''), state].join(' '),
    )
    expect(told).toEqual(
      expect.arrayContaining([
        'tcp stream 127.0.0.1:7001  listen',
        'tcp stream 127.0.0.1:7001 127.0.0.1 established',
        'udp dgram [::1]:7002  ',
        'unix stream /me.sock  listen',
        'unix dgram @hidden  ',
        'unix stream   connected',
        'tcp stream 127.0.0.1:7003  close',
        'other netlink   ',
        'other packet   ',
      ]),
    )
    const listens = inside.sockets.find(({ kind, state }) => kind === 'tcp' && state === 'listen')
    expect(listens?.holders).toEqual([{ pid: 1, fd: expect.any(Number) }])
  })

  test('mounts as they were, those from outside marked', () => {
    expect(inside.mounts.map(({ at }) => at).sort()).toEqual(mounts.map((one) => one[4]).sort())
    for (const { at, root, options } of inside.mounts) {
      const of = mounts.find((one) => one[4] === at)
      expect(root).toBe(of?.[3])
      expect(options.includes('ro')).toBe(of?.[5]?.split(',').includes('ro'))
    }
    expect(inside.mounts.find(({ at }) => at === '/scratch')).toMatchObject({
      type: 'tmpfs',
      outside: false,
    })
    expect(inside.mounts.find(({ at }) => at === TOOLS)).toMatchObject({ outside: true })
  })

  test('nothing in it is trusted: no link is followed, what is missing or broken is said', async () => {
    const image = (name: string) => join(moment.imagePath, name)
    const keep = new Map(
      ['pages-1.img', 'files.img', 'pstree.img'].map((name) => [name, readFileSync(image(name))]),
    )
    const restore = (name: string) => {
      rmSync(image(name))
      writeFileSync(image(name), keep.get(name) as Buffer)
    }
    // Pages that are stored as a difference are not there.
    rmSync(image('pages-1.img'))
    symlinkSync('/etc/passwd', image('pages-1.img'))
    const without = await look()
    expect(without.processes[0]).toMatchObject({ args: null, env: null, memory: init().memory })
    expect(without.processes[0]?.files).toEqual(init().files)
    expect(without.notes.join()).toContain('once the moment is whole')
    restore('pages-1.img')
    writeFileSync(image('files.img'), Buffer.alloc(100, 0xff))
    expect((await look()).notes.join()).toMatch(/An image could not be read: files.img: /)
    restore('files.img')
    writeFileSync(image('pstree.img'), 'no')
    expect(await failure(look())).toMatchObject({
      code: 'runtime-failed',
      message: 'the images cannot be read',
      said: expect.stringContaining('pstree.img'),
    })
    restore('pstree.img')
    expect(await look()).toEqual(inside)
  })
})
