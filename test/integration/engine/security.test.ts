import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ownRights } from '../../../electron/engine/bundle/rights.ts'
import { defaultRlimits } from '../../../electron/engine/bundle/rlimits.ts'
import type { SecurityRequest } from '../../../shared/model.ts'
import { confinementOf } from '../../support/confinement.ts'
import { hasLimits } from '../../support/limits.ts'
import { Podman, withoutPodman } from '../../support/podman.ts'
import { CALL_THEM, installPerl, withoutPerl } from '../../support/syscalls.ts'
import { failure, IDLE, ref, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const pidOf = async (id: string) => (await engine.get(id)).pid ?? 0
const status = async (id: string) => confinementOf(await pidOf(id)).status
const secured = (security: SecurityRequest, rest = {}) => ({ ...IDLE, ...rest, security })
const config = async (id: string) =>
  JSON.parse((await engine.call('containers.config', ref(id))).config)
const deviations = async (id: string) =>
  (await engine.call('containers.security', ref(id))).deviations.map(
    ({ level, field }) => `${level} ${field}`,
  )

/** What an exec prints. */
async function said(id: string, ...args: string[]): Promise<string> {
  const { id: exec } = await engine.exec(id, '/bin/sh', '-c', '"$@"; echo over', 'sh', ...args)
  const viewer = await Viewer.open(engine.client, { kind: 'exec', ...ref(id), exec })
  await viewer.shows(/over\r?\n/)
  const text = viewer.text.replaceAll('\r', '')
  viewer.close()
  await engine.execEnded(id, exec)
  return text.slice(0, text.lastIndexOf('over')).trim()
}
const ask = (id: string, text: string) => said(id, '/bin/sh', '-c', text)

const rootfsOf = (id: string) =>
  join(engine.place.folders.state, 'containers/default', id, 'rootfs')

/** Errno by call, of a container with perl in it. */
async function calls(id: string): Promise<Record<string, string>> {
  installPerl(rootfsOf(id))
  return toCalls(await said(id, ...CALL_THEM))
}
const toCalls = (text: string): Record<string, string> =>
  Object.fromEntries(text.split('\n').map((line) => line.split(' ')))
const EPERM = '1'
const ENOSYS = '38'

/** What a command inside says of a system call that busybox has a program for. */
const tried = (id: string, command: string) =>
  ask(id, `${command} 2>&1 && echo done`).then((said) => said.replace(/^.*: /, ''))

describe('confined as by podman, where nothing is said', unless(skipReason), () => {
  // The cgroup of a podman needs controllers, which a v2 machine that is only shown has not.
  const skipped = withoutPodman || withoutPerl || (hasLimits ? '' : 'cgroups without controllers')

  test('beside podman: what the kernel says of both', unless(skipped), async () => {
    await engine.run('c')
    const ourCalls = await calls('c')
    const rootfs = engine.place.path('rootfs')
    cpSync(rootfsOf('c'), rootfs, { recursive: true, verbatimSymlinks: true })
    const podman = new Podman(engine.place.path('podman'), engine.place.instance)
    try {
      const { pid } = await podman.run('c', '--rootfs', rootfs, '/bin/sleep', '1000')
      const theirs = confinementOf(pid)
      const ours = confinementOf(await pidOf('c'))
      // It asks for 1048576 files and processes whatever the machine allows, and fails where that is less: those two apart.
      for (const { type, hard } of defaultRlimits(ownRights())) {
        const name = type === 'RLIMIT_NOFILE' ? 'Max open files' : 'Max processes'
        expect(ours.limits[name]).toBe(`${hard} ${hard}`)
        ours.limits[name] = theirs.limits[name] ?? ''
      }
      expect(ours).toEqual({ ...theirs, mounts: expect.any(Array) })
      // We hide in addition what newer podmans do.
      const more = ours.mounts.filter((one) => !theirs.mounts.includes(one))
      expect(more.filter((one) => !/^\/(proc|sys)\S* hidden$/.test(one))).toEqual([])
      expect(theirs.mounts.filter((one) => !ours.mounts.includes(one))).toEqual([])
      const podmans = await podman.config('c')
      expect((await config('c')).linux.seccomp).toEqual(podmans.linux.seccomp)
      expect(ourCalls).toEqual(toCalls(await podman.call('exec', 'c', ...CALL_THEM)))
    } finally {
      await podman.clear()
    }
  })
})

describe('confined otherwise', unless(skipReason), () => {
  test('the default filter holds in execs, and after a checkpoint; the debug shell is outside of it', async () => {
    await engine.run('c')
    expect(await deviations('c')).toEqual([])
    const filtered = /Seccomp:\s+2/
    expect(await ask('c', 'grep Seccomp: /proc/self/status')).toMatch(filtered)
    // Any process may call personality(2); the filter allows some of its values.
    const refused = { personality: ENOSYS, unknown: ENOSYS, bpf: EPERM, userfaultfd: EPERM }
    expect(await calls('c')).toMatchObject({ ...refused, auditSocket: '22', inetSocket: 'ok' })
    const shell = await engine.call('shells.open', ref('c'))
    const viewer = await Viewer.open(engine.client, { kind: 'shell', shell: shell.id })
    expect(await viewer.ask('grep Seccomp: /proc/self/status')).toMatch(/Seccomp:\s+0/)
    viewer.close()
    await engine.call('shells.close', { shell: shell.id })
    const before = await status('c')
    const { id } = await engine.checkpoint('c', { exit: true })
    await engine.call('containers.restore', { ...ref('c'), checkpoint: id })
    expect(await status('c')).toEqual(before)
    expect(await ask('c', 'grep Seccomp: /proc/self/status')).toMatch(filtered)
    const source = { kind: 'checkpoint' as const, checkpoint: id }
    const again = await failure(engine.create('d', { source, security: { privileged: true } }))
    expect(again).toMatchObject({ code: 'invalid-input', field: 'security' })
  })

  test('capabilities, limits, paths and kernel settings reach the process, and what is more is named', async () => {
    await engine.run(
      'c',
      secured({
        capabilities: { add: ['net_raw'], drop: ['CAP_CHOWN', 'kill'] },
        noNewPrivileges: true,
        maskedPaths: ['/proc/cmdline'],
        rlimits: [
          { type: 'RLIMIT_NOFILE', soft: 77, hard: 99 },
          { type: 'RLIMIT_CORE', soft: 0, hard: 'unlimited' },
        ],
        sysctls: { 'kernel.shmmni': '77', 'net/core/somaxconn': '55' },
        domainname: 'there.example',
        oomScoreAdj: 500,
      }),
    )
    const { status, limits, oomScoreAdj } = confinementOf(await pidOf('c'))
    expect(status).toMatchObject({
      CapEff: '00000000800425da',
      CapBnd: '00000000800425da',
      NoNewPrivs: '1',
    })
    expect(limits).toMatchObject({ 'Max open files': '77 99', 'Max core file size': '0 unlimited' })
    expect(oomScoreAdj).toBe('500')
    // An exec's soft limit is left out: a runc built by Go 1.19, as Debian 12's, now and then raises it to the hard one.
    expect(await tried('c', 'chown 1 /etc/passwd')).toBe('Operation not permitted')
    expect(
      (
        await ask(
          'c',
          'ulimit -Hn; cat /proc/sys/kernel/shmmni /proc/sys/net/core/somaxconn /proc/sys/kernel/domainname; wc -c </proc/cmdline',
        )
      ).split('\n'),
    ).toEqual(['99', '77', '55', 'there.example', '0'])
    expect(await deviations('c')).toEqual(['danger maskedPaths', 'caution capabilities'])
    const { rlimits } = await engine.call('containers.security', ref('c'))
    expect(rlimits).toContainEqual({ type: 'RLIMIT_CORE', soft: 0, hard: 'unlimited' })
  })

  test('what another user is given it has at once, and its execs as it', async () => {
    await engine.run(
      'c',
      secured(
        { capabilities: { add: ['NET_RAW'], drop: ['all'] } },
        { process: { ...IDLE.process, user: 'demo' } },
      ),
    )
    const only = '0000000000002000'
    expect(await status('c')).toMatchObject({
      CapEff: only,
      CapPrm: only,
      CapInh: only,
      CapAmb: only,
      CapBnd: only,
    })
    expect(await ask('c', 'grep CapEff /proc/self/status')).toContain(only)
  })

  test('no filter, a profile in a file, and privileged', async () => {
    const profile = engine.place.path('profile.json')
    writeFileSync(
      profile,
      JSON.stringify({
        defaultAction: 'SCMP_ACT_ALLOW',
        syscalls: [
          {
            names: ['mkdir', 'mkdirat'],
            action: 'SCMP_ACT_ERRNO',
            errno: 'EXDEV',
            excludes: { caps: ['CAP_SYS_ADMIN'] },
          },
        ],
      }),
    )
    await engine.run('file', secured({ seccomp: { kind: 'file', path: profile } }))
    expect(await tried('file', 'mkdir /tmp/x')).toBe('Invalid cross-device link')
    expect(await calls('file')).toMatchObject({ personality: 'ok', io_uring_setup: '14' })
    expect(await deviations('file')).toEqual(['caution seccomp'])
    await engine.run('none', secured({ seccomp: { kind: 'none' } }))
    expect(await status('none')).toMatchObject({ Seccomp: '0', CapBnd: '00000000800405fb' })
    expect(await deviations('none')).toEqual(['danger seccomp'])
    await engine.run('all', secured({ privileged: true, noNewPrivileges: true }))
    const { status: of, mounts } = confinementOf(await pidOf('all'))
    expect(of).toMatchObject({ Seccomp: '0', NoNewPrivs: '1' })
    expect(BigInt(`0x${of.CapEff}`)).toBe(BigInt(`0x${confinementOf(process.pid).status.CapEff}`))
    expect(mounts.filter((one) => one.includes('hidden'))).toEqual([])
    expect(await tried('all', 'mkdir /tmp/x && mount -t tmpfs none /tmp/x')).toBe('done')
    expect(await tried('all', 'test -w /sys/kernel')).toBe('done')
    expect(await deviations('all')).toEqual([
      'danger capabilities',
      'danger seccomp',
      'danger maskedPaths',
      'danger readonlyPaths',
      'danger mounts',
      'danger devices',
    ])
  })

  test('namespaces of the machine’s', async () => {
    await engine.run('c', secured({ namespaces: { pid: 'host', ipc: 'host', uts: 'host' } }))
    expect(Number(await ask('c', 'echo $$'))).toBeGreaterThan(100)
    const mine = (type: string) => readlinkSync(`/proc/self/ns/${type}`)
    expect(
      (await ask('c', 'for n in pid ipc uts; do readlink /proc/self/ns/$n; done')).split('\n'),
    ).toEqual(['pid', 'ipc', 'uts'].map(mine))
    expect(await deviations('c')).toEqual([
      'danger namespaces',
      'caution namespaces',
      'caution namespaces',
    ])
    await engine.kill('c')
    expect((await engine.ended('c')).exit).toMatchObject({ code: 137 })
  })

  test('what cannot be had is refused in words, and nothing is made', async () => {
    const refused = (security: SecurityRequest, rest = {}) =>
      failure(engine.create('c', secured(security, rest)))
    const rights = ownRights()
    const lacked = rights.known.find((name) => !rights.held.has(name))
    if (lacked) {
      expect(await refused({ capabilities: { add: [lacked], drop: [] } })).toMatchObject({
        code: 'permission-denied',
        message: `this engine lacks ${lacked} itself and cannot give it`,
      })
    }
    const most = rights.limits.RLIMIT_NOFILE ?? 0
    expect(
      await refused({ rlimits: [{ type: 'RLIMIT_NOFILE', soft: 1, hard: most + 1 }] }),
    ).toMatchObject({
      code: 'permission-denied',
      message: expect.stringContaining(`above ${most}`),
    })
    expect(await refused({ rlimits: [{ type: 'RLIMIT_CORE', soft: 2, hard: 1 }] })).toMatchObject({
      code: 'invalid-input',
      field: 'security.rlimits',
    })
    expect(await refused({ sysctls: { 'kernel.panic': '1' } })).toMatchObject({
      message: 'kernel.panic is the whole machine’s',
    })
    expect(
      await refused({ sysctls: { 'net.core.somaxconn': '1' } }, { network: 'host' }),
    ).toMatchObject({ message: expect.stringContaining('network namespace') })
    expect(await refused({ seccomp: { kind: 'file', path: '/dev/zero' } })).toMatchObject({
      field: 'security.seccomp',
    })
    expect(await refused({ seccomp: { kind: 'file', path: '/no/profile' } })).toMatchObject({
      code: 'not-found',
    })
    expect(await refused({ capabilities: { add: ['CAP_FLY'], drop: [] } })).toMatchObject({
      code: 'invalid-input',
      field: 'security.capabilities.add.0',
    })
    expect(await engine.containers()).toEqual([])
  })
})

describe('with ids of its own', unless(skipReason), () => {
  const IDS = { kind: 'ids', uid: 700_000, gid: 800_000, count: 65_536 } as const

  test('root inside is nobody outside: its files, execs, a checkpoint and a second container of it', async () => {
    const closed = await failure(engine.create('c', secured({ idMap: IDS })))
    expect(closed).toMatchObject({
      code: 'failed-precondition',
      field: 'security.idMap',
      message: `${engine.place.folder} is on the way to the container’s files, and its root, 700000 on this machine, may not enter it`,
    })
    chmodSync(engine.place.folder, 0o711)
    await engine.run('c', secured({ idMap: IDS, capabilities: { add: ['SYS_ADMIN'], drop: [] } }))
    const pid = await pidOf('c')
    expect(readFileSync(`/proc/${pid}/uid_map`, 'utf8').trim().split(/\s+/)).toEqual([
      '0',
      '700000',
      '65536',
    ])
    const folder = join(engine.place.folders.state, 'containers/default/c')
    const owner = (name: string) => {
      const { uid, gid, mode } = statSync(join(folder, 'rootfs', name))
      return `${uid}:${gid} ${(mode & 0o7777).toString(8)}`
    }
    expect(owner('etc/passwd')).toBe('700000:800000 644')
    expect(owner('home/demo')).toBe('701000:801000 755')
    expect(statSync(folder).mode & 0o777).toBe(0o710)
    expect(await ask('c', 'id -u; touch /root/x; stat -c %u:%g /root/x /home/demo')).toBe(
      '0\n0:0\n1000:1000',
    )
    expect(owner('root/x')).toBe('700000:800000 644')
    expect(await deviations('c')).toEqual(['caution capabilities'])
    expect(
      (await ask('c', 'mkdir /tmp/m && mount -t tmpfs none /tmp/m && echo mounted')).trim(),
    ).toBe('mounted')
    await engine.exec('c', '/bin/umount', '/tmp/m')
    const { id } = await engine.checkpoint('c')
    await engine.create('d', { source: { kind: 'checkpoint', checkpoint: id } })
    await engine.call('containers.start', ref('d'))
    expect(readFileSync(`/proc/${await pidOf('d')}/uid_map`, 'utf8')).toContain('700000')
    expect(await ask('d', 'id -u; touch /root/y && stat -c %u /root/x /root/y')).toBe('0\n0\n0')
    await engine.restart()
    expect(await ask('c', 'id -u')).toBe('0')
  })

  test('a folder of somebody else’s is refused, unless it is theirs already; the host’s network too has its /sys', async () => {
    chmodSync(engine.place.folder, 0o711)
    await engine.create('plain')
    const rootfs = engine.place.path('rootfs')
    cpSync(rootfsOf('plain'), rootfs, {
      recursive: true,
      verbatimSymlinks: true,
    })
    const source = { kind: 'rootfs', path: rootfs } as const
    const wanted = secured({ idMap: IDS }, { source, network: 'host' as const })
    expect(await failure(engine.create('c', wanted))).toMatchObject({
      code: 'failed-precondition',
      hint: expect.stringContaining('700000:800000'),
    })
    expect(statSync(join(rootfs, 'etc/passwd')).uid).toBe(0)
    execFileSync('chown', ['-R', '-h', '700000:800000', rootfs])
    await engine.run('c', wanted)
    expect(await ask('c', 'stat -c %u /etc/passwd; ls -d /sys/class/net/lo')).toBe(
      '0\n/sys/class/net/lo',
    )
  })
})
