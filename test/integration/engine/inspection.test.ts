import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cgroupPathsOfProcess } from '../../../electron/engine/runtime/cgroup.ts'
import { which } from '../../../electron/engine/runtime/which.ts'
import { CAPABILITY_SETS, type Inspection } from '../../../shared/model.ts'
import { hasLimits, limitsIn } from '../../support/limits.ts'
import { makeBundle } from '../../support/rootfs.ts'
import { failure, ref, runc, script, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless, without } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

const MIB = 2 ** 20
const programs = ['capsh', 'getpcaps', 'lsns', 'ss', 'nsenter', 'prlimit', 'setpriv', 'findmnt']
const lacking = without(
  Object.fromEntries(await Promise.all(programs.map(async (name) => [name, await which(name)]))),
)

/** Lines that a program prints, each as its words. */
const said = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => line.trim().split(/\s+/))
/** As the user of `odd`: root may not in every machine. */
const prlimit = (...args: string[]) =>
  said('setpriv', '--reuid=1000', '--regid=1000', '--clear-groups', 'prlimit', ...args)
const proc = (pid: number, name: string) => readFileSync(`/proc/${pid}/${name}`, 'utf8')

/**
 * Two containers, made once: `web`, with ids of its own, and `odd`, which shares its network and has something unusual of
 * everything. What the engine tells of them is held against what the machine's own programs do.
 */
describe('a container from the kernel’s own view', unless(skipReason || lacking), () => {
  let engine: TestEngine
  let odd: Inspection
  let pid: number
  const inspect = (id: string, more = {}) =>
    engine.call('processes.inspect', { ...ref(id), values: true, ...more })
  const sentences = async (id: string) => (await inspect(id)).differences.map(({ what }) => what)

  beforeAll(async () => {
    engine = await TestEngine.open()
    // Its root of other ids must come by.
    chmodSync(engine.place.folder, 0o711)
    await engine.run(
      'web',
      script('nc -l -p 7003 & sleep 1000', {
        security: { idMap: { kind: 'ids', uid: 300_000, gid: 400_000, count: 65_536 } },
      }),
    )
    const path = await makeBundle(engine.place.path('bundle'), (spec) => {
      const { process, mounts } = spec
      process.args = [
        'sh',
        '-c',
        'busybox nc -l -p 80 & exec 9<>/scratch/mine; echo x >&9; busybox sleep 1000',
      ]
      process.user = { uid: 1000, gid: 1000, additionalGids: [7] }
      process.env = ['PATH=/bin', 'TOKEN=hidden', `LINES=a\nb\u001b[31m`]
      process.capabilities = {
        bounding: ['CAP_CHOWN', 'CAP_KILL', 'CAP_NET_BIND_SERVICE', 'CAP_NET_RAW'],
        permitted: ['CAP_CHOWN', 'CAP_NET_BIND_SERVICE'],
        effective: ['CAP_CHOWN', 'CAP_NET_BIND_SERVICE'],
        inheritable: ['CAP_NET_BIND_SERVICE'],
        ambient: ['CAP_NET_BIND_SERVICE'],
      }
      process.noNewPrivileges = true
      process.oomScoreAdj = 321
      process.rlimits = [
        { type: 'RLIMIT_NOFILE', soft: 77, hard: 99 },
        { type: 'RLIMIT_CORE', soft: 0, hard: 2 ** 64 },
      ]
      mounts?.push(
        {
          destination: '/scratch',
          type: 'tmpfs',
          source: 'tmpfs',
          options: ['size=64k', 'noexec'],
        },
        { destination: '/host', type: 'bind', source: '/etc', options: ['rbind', 'ro'] },
      )
      spec.linux = {
        ...spec.linux,
        maskedPaths: ['/proc/cmdline', '/proc/nothing-of-that-name'],
        readonlyPaths: ['/proc/sys'],
        seccomp: {
          defaultAction: 'SCMP_ACT_ALLOW',
          syscalls: [{ names: ['swapon'], action: 'SCMP_ACT_ERRNO' }],
        },
      }
    })
    await engine.run('odd', {
      source: { kind: 'bundle', path },
      stdin: 'none',
      network: { kind: 'container', container: 'web' },
      ...(hasLimits && { limits: { memory: 64 * MIB, pids: 50, cpus: 0.5 } }),
    })
    await until(async () => {
      odd = await inspect('odd')
      return odd.sockets.filter(({ state }) => state === 'listen').length === 2
    }, 'what listens to be there')
    pid = odd.process.pid
  })
  afterAll(async () => {
    // It has the other one's network.
    await engine.destroy('odd')
    await engine.clear()
  })

  test('is as config.json asks for, but for what the kernel took from a user that is not root', async () => {
    expect(await sentences('web')).toEqual([])
    const lost = (set: string) =>
      `${set} capabilities: without CAP_CHOWN, which config.json asks for; of a user who is not root, a program that begins keeps only ambient ones.`
    expect(odd.differences.map(({ what }) => what)).toEqual([lost('Effective'), lost('Permitted')])
    expect(odd.notes).toEqual([])
  })

  test('rights: as getpcaps, capsh and prlimit tell them', async () => {
    const { rights, rlimits } = odd
    const status = new Map(
      proc(pid, 'status')
        .split('\n')
        .map((line) => line.split(/:\s*/) as [string, string]),
    )
    const field = {
      effective: 'CapEff',
      permitted: 'CapPrm',
      inheritable: 'CapInh',
      bounding: 'CapBnd',
      ambient: 'CapAmb',
    }
    for (const set of CAPABILITY_SETS) {
      const [[decoded = ''] = []] = said('capsh', `--decode=${status.get(field[set])}`)
      const names = decoded.split('=')[1]?.split(',').filter(Boolean) ?? []
      expect(rights.capabilities[set]).toEqual(names.map((name) => name.toUpperCase()))
    }
    const [[, clause = ''] = []] = said('getpcaps', `${pid}`)
    expect(clause).toBe('cap_net_bind_service=eip')
    expect(rights.capabilities).toMatchObject({
      effective: ['CAP_NET_BIND_SERVICE'],
      ambient: ['CAP_NET_BIND_SERVICE'],
      bounding: ['CAP_CHOWN', 'CAP_KILL', 'CAP_NET_BIND_SERVICE', 'CAP_NET_RAW'],
    })
    expect(rights).toMatchObject({
      seccomp: 'filter',
      noNewPrivileges: true,
      oomScoreAdj: 321,
      groups: [7],
    })
    expect(rights.seccompFilters).toBe(Number(status.get('Seccomp_filters')))
    expect(rights.uid).toEqual({
      real: 1000,
      effective: 1000,
      saved: 1000,
      files: 1000,
      inside: 1000,
    })
    const limits = prlimit(
      '--pid',
      `${pid}`,
      '--noheadings',
      '--raw',
      '--output',
      'RESOURCE,SOFT,HARD',
    )
    expect(limits).toHaveLength(rlimits.length)
    for (const [resource, soft, hard] of limits) {
      const one = rlimits.find(({ type }) => type === `RLIMIT_${resource}`)
      expect([resource, `${one?.soft}`, `${one?.hard}`]).toEqual([resource, soft, hard])
    }
  })

  test('namespaces: as lsns numbers them, with who else is in each; ids as they are mapped', async () => {
    const web = await inspect('web')
    for (const one of [odd, web]) {
      const told = said(
        'lsns',
        '--noheadings',
        '--raw',
        '--output',
        'TYPE,NS',
        '--task',
        `${one.process.pid}`,
      )
      const own = Object.fromEntries(one.namespaces.map(({ type, inode }) => [type, `${inode}`]))
      expect(own).toEqual(Object.fromEntries(told))
    }
    const of = ({ namespaces }: Inspection, type: string) =>
      namespaces.find((one) => one.type === type)
    expect(of(odd, 'net')).toMatchObject({ host: false, containers: [ref('web')], otherCount: 0 })
    expect(of(web, 'net')).toMatchObject({ inode: of(odd, 'net')?.inode, containers: [ref('odd')] })
    expect(of(odd, 'user')).toMatchObject({ host: true, containers: [], otherCount: 0 })
    expect(of(web, 'user')).toMatchObject({ host: false })
    expect(of(odd, 'pid')).toMatchObject({ host: false, containers: [], otherCount: 0 })
    const map = (text: string) => {
      const [inside, outside, count] = text.trim().split(/\s+/).map(Number)
      return [{ inside, outside, count }]
    }
    expect(web.uidMap).toEqual(map(proc(web.process.pid, 'uid_map')))
    expect(web.gidMap).toEqual(map(proc(web.process.pid, 'gid_map')))
    expect(web.rights.uid).toMatchObject({ effective: 300_000, inside: 0 })
    expect(odd.uidMap).toEqual([{ inside: 0, outside: 0, count: 2 ** 32 - 1 }])
  })

  test('mounts: as findmnt lists them; cgroup: as its files and runc have it', async () => {
    const listed = said(
      'findmnt',
      '--task',
      `${pid}`,
      '--raw',
      '--noheadings',
      '--output',
      'TARGET,FSTYPE,VFS-OPTIONS,FS-OPTIONS,PROPAGATION',
    )
    expect(
      odd.mounts
        .map(({ at, type, options, ofFilesystem, propagation }) => [
          at,
          type,
          options.join(),
          ofFilesystem.join(),
          propagation,
        ])
        .sort(),
    ).toEqual(
      listed
        .map(([at, type, options, ofFilesystem, propagation]) => [
          at,
          type,
          options,
          ofFilesystem,
          propagation,
        ])
        .sort(),
    )
    const at = (place: string) => odd.mounts.find((one) => one.at === place)
    expect(at('/scratch')).toMatchObject({
      type: 'tmpfs',
      options: expect.arrayContaining(['noexec']),
      ofFilesystem: expect.arrayContaining(['size=64k']),
    })
    expect(at('/host')).toMatchObject({ root: '/etc', options: expect.arrayContaining(['ro']) })
    expect(at('/proc/cmdline')).toMatchObject({ root: '/null' })
    expect(at('/proc/sys')?.options).toContain('ro')

    const { paths, figures } = odd.cgroup
    expect(paths.map(({ controllers, path }) => `${controllers}:${path}`)).toEqual(
      proc(pid, 'cgroup')
        .trim()
        .split('\n')
        .map((line) => line.replace(/^\d+:/, '')),
    )
    const figure = (what: string) => figures.find((one) => one.what === what)
    // A v2 machine that is only shown has no files of limits.
    if (!hasLimits) return
    const { memory, cpus, pids } = limitsIn(await cgroupPathsOfProcess(pid))
    expect(['memory', 'cpus at once', 'processes'].map((what) => figure(what)?.limit)).toEqual([
      memory,
      cpus,
      pids,
    ])
    expect([memory, cpus, pids]).toEqual([64 * MIB, 0.5, 50])
    const stats = ['--root', engine.place.root(), 'events', '--stats', 'odd']
    const { data } = JSON.parse(execFileSync(runc, stats, { encoding: 'utf8' }))
    expect(figure('processes')?.now).toBe(data.pids.current)
    expect(figure('memory')?.now).toBeGreaterThan(0)
    expect(figure('memory')?.limit).toBe(data.memory.usage.limit)
  })

  test('environment, open files and sockets; what it tells the names of, it tells the values of only when asked', async () => {
    const variables = proc(pid, 'environ').split('\0').filter(Boolean)
    expect(odd.environment?.map(({ name, value }) => `${name}=${value}`)).toEqual(variables)
    const unasked = await inspect('odd', { values: false })
    expect(unasked.environment?.map(({ name }) => name)).toEqual(
      odd.environment?.map(({ name }) => name),
    )
    expect(JSON.stringify(unasked)).not.toContain('hidden')
    expect(odd.files?.find(({ fd }) => fd === 9)).toMatchObject({
      target: '/scratch/mine',
      mode: 'both',
      position: 2,
    })
    expect(odd.files?.map(({ fd }) => fd).sort()).toEqual(
      readdirSync(`/proc/${pid}/fd`).map(Number).sort(),
    )

    const listening = said('nsenter', '-t', `${pid}`, '-n', 'ss', '-tlnH').map(
      ([, , , local = '']) => Number(local.split(':').at(-1)),
    )
    expect(
      odd.sockets
        .filter(({ state }) => state === 'listen')
        .map(({ local }) => Number(local.split(':').at(-1)))
        .sort(),
    ).toEqual(listening.sort())
    const holders = (port: number) =>
      odd.sockets.find(({ local }) => local.endsWith(`:${port}`))?.holders
    // The other one's is told of, and that nobody here has it.
    expect(holders(7003)).toEqual([])
    const { processes } = await engine.call('processes.list', ref('odd'))
    const nc = processes.find(({ args }) => args.includes('80'))
    expect(holders(80)).toEqual([{ pid: nc?.inside, fd: 3 }])
  })

  test('what is changed from outside is said, and only that; a process that is gone is refused', async () => {
    const before = await sentences('odd')
    prlimit('--pid', `${pid}`, '--nofile=50:99')
    said('nsenter', '-t', `${pid}`, '-m', '/bin/busybox', 'umount', '/proc/cmdline')
    said(
      'nsenter',
      '-t',
      `${pid}`,
      '-m',
      '/bin/busybox',
      'mount',
      '-o',
      'remount,bind,rw',
      'none',
      '/host',
    )
    said('nsenter', '-t', `${pid}`, '-m', '/bin/busybox', 'mount', '-t', 'tmpfs', 'none', '/tmp')
    writeFileSync(`/proc/${pid}/oom_score_adj`, '400')
    const paths = await cgroupPathsOfProcess(pid)
    if (hasLimits) writeFileSync(join(paths.pids ?? paths[''] ?? '', 'pids.max'), '33')
    const now = await sentences('odd')
    expect(now.filter((one) => !before.includes(one))).toEqual([
      'oom_score_adj is 400: config.json asks for 321.',
      '/host can be written to: config.json asks for ro.',
      '/proc/cmdline is open: config.json asks for it to be hidden.',
      'At /tmp tmpfs is mounted, which config.json does not ask for.',
      ...(hasLimits ? ['Processes: at most 33; config.json asks for at most 50.'] : []),
      'RLIMIT_NOFILE is 50, at most 99: config.json asks for 77, at most 99.',
    ])
    const { processes } = await engine.call('processes.list', ref('odd'))
    const nc = processes.find(({ args }) => args.includes('80'))
    if (!nc) throw new Error('nothing listens')
    // In a cgroup below, what limits the container holds for it, too.
    if (hasLimits) {
      const below = join(paths.pids ?? paths[''] ?? '', 'below')
      mkdirSync(below)
      writeFileSync(join(below, 'cgroup.procs'), `${nc.pid}`)
    }
    const one = await inspect('odd', { process: nc })
    const ofCgroup = one.differences.filter(({ part }) => part === 'cgroup')
    expect(ofCgroup.map(({ what }) => what)).toEqual(now.filter((what) => /^Processes/.test(what)))
    expect(one.process.args).toEqual(['busybox', 'nc', '-l', '-p', '80'])
    // Its own limits are as they were.
    expect(one.differences.map(({ what }) => what)).not.toContain(now.at(-1))
    execFileSync('kill', ['-9', `${nc.pid}`])
    await until(
      async () =>
        (await engine.call('processes.list', ref('odd'))).processes.every(
          (other) => other.pid !== nc.pid || other.state === 'Z',
        ),
      'it to be gone',
    )
    expect(await failure(inspect('odd', { process: nc }))).toMatchObject({ code: 'not-found' })
  })
})
