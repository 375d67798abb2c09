import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inMounts } from '../../../electron/engine/debug/processes.ts'
import { isAlive, processStartTime } from '../../../electron/engine/runtime/proc.ts'
import { which } from '../../../electron/engine/runtime/which.ts'
import {
  failure,
  names,
  ref,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

const busybox = (await which('busybox')) ?? ''
const noStrace = skipReason || ((await which('strace')) ? '' : 'lacks strace')

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

/** FROM scratch: one static program, and no shell. */
function scratch(): Wanted {
  const path = engine.place.path('scratch')
  mkdirSync(path, { recursive: true })
  copyFileSync(busybox, join(path, 'sleep'))
  return { source: { kind: 'rootfs', path }, process: { args: ['/sleep', '4321'] } }
}

async function open(id: string) {
  const shell = await engine.call('shells.open', { ...ref(id), size: { cols: 99, rows: 31 } })
  const viewer = await Viewer.open(engine.client, { kind: 'shell', shell: shell.id })
  return { id: shell.id, pid: shell.pid ?? 0, viewer }
}

/** What is mounted on the machine where a session lays its own; others' mounts come and go. */
const covered = () =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => /^\/(usr|proc|dev|dev\/pts)?$/.test(line.split(' ')[4] ?? ''))

const shells = async () => (await engine.call('engine.snapshot', {})).shells
const ended = (id: string) =>
  until(async () => (await shells()).some((one) => one.id === id && one.exit), `${id} to end`)
const initOf = async (id: string) => (await engine.get(id)).pid ?? 0
const link = (pid: number, type: string) => readlinkSync(`/proc/${pid}/ns/${type}`)

describe('a debug shell', unless(skipReason), () => {
  test('in a container without a shell: its pids, network, names and files, with the machine’s programs; nothing is left of it', async () => {
    const machine = covered()
    const [ptmx, rootfs] = [statSync('/dev/ptmx'), engine.place.path('scratch')]
    await engine.run('c', { ...scratch(), hostname: 'inside' })
    const init = await initOf('c')
    const { id, pid, viewer } = await open('c')
    await viewer.shows('Files of c: $ROOT, which is /proc/1/root.')
    const links =
      'cd /proc/self/ns; readlink -n pid net ipc uts 2>/dev/null || for n in pid net ipc uts; do readlink $n; done'
    expect(await viewer.ask(`hostname; stty size; pwd; (${links})`)).toBe(
      [
        'inside',
        '31 99',
        '/proc/1/root',
        ...['pid', 'net', 'ipc', 'uts'].map((t) => link(init, t)),
      ].join('\n'),
    )
    expect(await viewer.ask('cat /proc/1/comm; echo *')).toBe('sleep\ndev proc sleep sys')
    expect(await viewer.ask('stat -L -c %i $ROOT/sleep')).toBe(
      String(statSync(join(rootfs, 'sleep')).ino),
    )
    expect(await viewer.ask('ps')).toMatch(/\b1 root .*\/sleep 4321/)
    expect(await viewer.ask('cat /etc/hostname')).toBe(readFileSync('/etc/hostname', 'utf8').trim())
    // A console's socket that it held would keep that container waiting while nobody reads.
    expect(await viewer.ask('ls -l /proc/self/fd 2>/dev/null | grep -c socket:')).toBe('0')
    // None of the container's are looked for, and it is in a cgroup of its own.
    expect(await viewer.ask('echo $PATH')).toMatch(/^\/[^:]*(:\/[^:]*)*$/)
    expect(readFileSync(`/proc/${pid}/cgroup`, 'utf8')).toContain(id)
    expect(readFileSync(`/proc/${init}/cgroup`, 'utf8')).not.toContain(id)
    expect(link(pid, 'mnt')).not.toBe(link(init, 'mnt'))
    expect(link(pid, 'mnt')).not.toBe(readlinkSync('/proc/self/ns/mnt'))
    const entry = (await engine.journal('c')).find(({ action }) => action === 'debug shell')
    expect(entry?.commands[0]?.plain?.argv.join(' ')).toMatch(
      new RegExp(
        `^nsenter -t ${init} --pid --net --ipc --uts unshare --mount --mount-proc busybox sh$`,
      ),
    )

    await viewer.ask('X=kept; sleep 999 & :')
    viewer.close()
    await engine.restart()
    const again = await Viewer.open(engine.client, { kind: 'shell', shell: id })
    await again.shows('Files of c: $ROOT')
    expect(await again.ask('echo $X')).toBe('kept')
    again.resize({ cols: 70, rows: 20 })
    await until(async () => (await again.ask('stty size')) === '20 70', 'the new size')
    const mounts = link(pid, 'mnt')
    expect(inMounts(mounts)).toHaveLength(2)

    await engine.kill('c')
    await engine.ended('c')
    await ended(id)
    expect(inMounts(mounts)).toEqual([])
    expect(engine.place.monitors(id)).toEqual([])
    expect(names(join(engine.place.folders.run, 'shells'))).toEqual([])
    expect(await failure(engine.call('shells.open', ref('c')))).toMatchObject({
      code: 'failed-precondition',
      message: 'cannot debug in a stopped state',
    })
    await engine.call('containers.delete', ref('c'))
    await until(async () => (await shells()).length === 0, 'it to be forgotten')
    // runc has touched neither the machine's mounts nor its devices.
    expect(covered()).toEqual(machine)
    expect(statSync('/dev/ptmx').ino).toBe(ptmx.ino)
    again.close()
  })

  test('goes on while its container is paused, and ends as it wants to, with what it started', async () => {
    await engine.run('c', scratch())
    await engine.call('containers.pause', ref('c'))
    const { id, pid, viewer } = await open('c')
    expect(await viewer.ask('cat /proc/1/comm; ls $ROOT/sleep')).toBe('sleep\n/proc/1/root/sleep')
    await viewer.ask('(sleep 998 &); sleep 999 & :')
    const mounts = link(pid, 'mnt')
    expect(inMounts(mounts)).toHaveLength(3)
    viewer.type('exit 3\r')
    await ended(id)
    expect((await shells())[0]).toMatchObject({ exit: { code: 3, reason: 'exited' }, pid: null })
    expect(inMounts(mounts)).toEqual([])
    expect((await engine.get('c')).state).toBe('paused')
    await engine.call('shells.close', { shell: id })
    expect(await shells()).toEqual([])
    viewer.close()
  })

  test('in a user namespace it is no more than the root of that', async () => {
    chmodSync(engine.place.folder, 0o711)
    const idMap = { kind: 'ids', uid: 300_000, gid: 300_000, count: 65_536 } as const
    await engine.run('c', { process: { args: ['sleep', '1000'] }, security: { idMap } })
    const { viewer } = await open('c')
    expect(await viewer.ask('id -u; readlink /proc/self/ns/user')).toBe(
      `0\n${link(await initOf('c'), 'user')}`,
    )
    expect(await viewer.ask('touch /root/x 2>&1; ls $ROOT/bin/sh')).toMatch(
      /Permission denied\n\/proc\/1\/root\/bin\/sh$/,
    )
    viewer.close()
  })

  test('ends with a container that shares the machine’s pids, where no kernel ends it', async () => {
    const path = engine.place.path('bundle')
    await engine.run('made', scratch())
    mkdirSync(path)
    const config = JSON.parse((await engine.call('containers.config', ref('made'))).config)
    config.linux.namespaces = config.linux.namespaces.filter(
      ({ type }: { type: string }) => type !== 'pid',
    )
    config.root.path = engine.place.path('scratch')
    writeFileSync(join(path, 'config.json'), JSON.stringify(config))
    await engine.run('c', { source: { kind: 'bundle', path }, process: { args: ['/sleep', '43'] } })
    const init = await initOf('c')
    const { id, pid, viewer } = await open('c')
    expect(await viewer.ask('echo $ROOT; ls $ROOT/sleep')).toBe(
      `/proc/${init}/root\n/proc/${init}/root/sleep`,
    )
    await viewer.ask('sleep 999 & :')
    const started = processStartTime(pid) ?? 0
    await engine.kill('c')
    await engine.ended('c')
    await ended(id)
    expect(isAlive(pid, started)).toBe(false)
    viewer.close()
  })

  test('is told of before a checkpoint, and lives on beside it; what it left to the container is refused', async () => {
    await engine.run('c', { process: { args: ['sleep', '1000'] } })
    const { id, viewer } = await open('c')
    await viewer.ask('sleep 999 & :')
    expect((await engine.checkpoint('c')).lostExecs).toEqual([['busybox', 'sh']])
    expect(await viewer.ask('echo here; (sleep 998 &) && :')).toBe('here')
    expect(await failure(engine.checkpoint('c'))).toMatchObject({
      code: 'failed-precondition',
      message: expect.stringMatching(/a debug shell left behind .*: (sleep|busybox)$/),
      hint: 'End the debug shell: all that it started goes with it.',
    })
    await engine.call('shells.close', { shell: id })
    expect((await engine.checkpoint('c', { exit: true })).lostExecs).toEqual([])
    viewer.close()
  })
})

describe('a trace', unless(noStrace), () => {
  test('shows the system calls of one process, and keeps CRIU away from it as long', async () => {
    await engine.run('c', {
      process: { args: ['sh', '-c', 'while :; do sleep 0.1; done'] },
    })
    const { processes } = await engine.call('processes.list', ref('c'))
    const init = processes.find(({ inside }) => inside === 1)
    if (!init) throw new Error('there is no init')
    const { pid, startTime } = init
    const trace = await engine.call('shells.open', { ...ref('c'), trace: { pid, startTime } })
    expect(trace).toMatchObject({ kind: 'trace', args: ['strace', '-f', '-p', '1'] })
    const viewer = await Viewer.open(engine.client, { kind: 'shell', shell: trace.id })
    await viewer.shows('execve("')
    expect((await engine.call('checkpoints.foresee', ref('c'))).findings[0]?.message).toMatch(
      /^traced: .*by strace/,
    )
    expect(await failure(engine.checkpoint('c'))).toMatchObject({
      code: 'failed-precondition',
      message: expect.stringMatching(/^no checkpoint can be taken of what is traced: /),
    })
    await engine.call('shells.close', { shell: trace.id })
    await engine.checkpoint('c')
    const gone = { pid, startTime: startTime + 1 }
    expect(await failure(engine.call('shells.open', { ...ref('c'), trace: gone }))).toMatchObject({
      code: 'not-found',
    })
    viewer.close()
  })
})
