import { describe, expect, test } from 'vitest'
import {
  type ComposeOptions,
  composeSpec,
  limitsOf,
  networkOf,
  resolveProcess,
} from '../../../electron/engine/bundle/compose.ts'
import { Spec } from '../../../electron/engine/bundle/spec.ts'
import { type CreateInput, CreateRequest, ExecRequest } from '../../../shared/model.ts'

const users = {
  passwd: 'root:x:0:0::/root:/bin/sh\nweb:x:33:34::/srv/web:/bin/sh\n',
  group: 'root:x:0:\nweb:x:34:\naudio:x:63:web,root\n',
}
const options: ComposeOptions = {
  rootfs: '/srv/rootfs',
  cgroupsPath: '/runcible-x',
  rootless: null,
  cgroupNamespace: false,
  users,
}

const request = (rest: Partial<CreateInput> = {}) =>
  CreateRequest.parse({ namespace: 'default', id: 'web-1', source: { kind: 'starter' }, ...rest })

const compose = (rest: Partial<CreateInput> = {}, over: Partial<ComposeOptions> = {}) =>
  composeSpec(null, request(rest), { ...options, ...over })

/** A bundle's config.json with keys that Runcible knows nothing of. */
const bundle = (): Spec =>
  Spec.parse({
    ociVersion: '1.0.2-dev',
    process: {
      terminal: false,
      user: { uid: 7, gid: 8 },
      args: ['serve', '--port', '80'],
      env: ['PATH=/opt/bin', 'COLOR=blue'],
      cwd: '/srv',
      capabilities: { bounding: ['CAP_NET_RAW'], effective: ['CAP_NET_RAW'] },
      oomScoreAdj: 100,
    },
    root: { path: 'rootfs', readonly: true },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/data', type: 'bind', source: 'data', options: ['rbind', 'ro'] },
      { destination: '/host', source: '/srv/host', options: ['bind'] },
    ],
    linux: {
      namespaces: [{ type: 'pid' }, { type: 'network', path: '/run/netns/a' }],
      resources: { memory: { limit: 1000_000, swap: 2000_000 }, blockIO: { weight: 10 } },
      seccomp: { defaultAction: 'SCMP_ACT_ALLOW' },
    },
    annotations: { 'org.criu.config': '/etc/criu/mine.conf' },
  })

const namespaces = (spec: Spec) => spec.linux?.namespaces?.map(({ type }) => type)

describe('without a base', () => {
  test('a shell in a terminal, as root, with Podman’s capabilities', () => {
    const { process, root, hostname, linux } = compose()
    expect(process.args).toEqual(['/bin/sh'])
    expect(process.terminal).toBe(true)
    expect(process.user).toMatchObject({ uid: 0, gid: 0 })
    expect(process.env).toContain('TERM=xterm-256color')
    expect(process.env).toContain('HOME=/root')
    expect(process.env?.find((entry) => entry.startsWith('PATH='))).toContain('/usr/bin')
    expect(process.capabilities?.bounding).toHaveLength(11)
    expect(process.capabilities?.effective).toEqual(process.capabilities?.bounding)
    expect(process.capabilities?.bounding).not.toContain('CAP_SYS_ADMIN')
    expect(process.capabilities?.ambient).toEqual([])
    expect(root).toEqual({ path: '/srv/rootfs', readonly: false })
    expect(hostname).toBe('web-1')
    expect(linux?.cgroupsPath).toBe('/runcible-x')
    expect(linux?.maskedPaths).toContain('/proc/kcore')
  })

  test('pipes get no TERM', () => {
    const { process } = compose({ process: { terminal: false, args: ['/bin/true'] } })
    expect(process.terminal).toBe(false)
    expect(process.env?.some((entry) => entry.startsWith('TERM='))).toBe(false)
  })

  test('a user by name gets its groups, its home and no capabilities but the bounding set', () => {
    const { process } = compose({ process: { user: 'web' } })
    expect(process.user).toMatchObject({ uid: 33, gid: 34, additionalGids: [34, 63] })
    expect(process.env).toContain('HOME=/srv/web')
    expect(process.capabilities?.effective).toEqual([])
    expect(process.capabilities?.permitted).toEqual([])
    expect(process.capabilities?.bounding).toHaveLength(11)
  })

  test('the environment that is asked for wins, also over HOME and TERM', () => {
    const env = ['HOME=/tmp', 'TERM=vt100', 'A=1', 'A=2']
    const { process } = compose({ process: { user: 'web', env } })
    expect(process.env?.filter((entry) => /^(HOME|TERM|A)=/.test(entry)).sort()).toEqual([
      'A=2',
      'HOME=/tmp',
      'TERM=vt100',
    ])
  })

  test('limits: bytes, CPUs as a quota, processes; and back', () => {
    const limits = { memory: 64 * 1024 * 1024, cpus: 0.5, pids: 20 }
    const spec = compose({ limits })
    expect(spec.linux?.resources).toMatchObject({
      memory: { limit: 67_108_864 },
      cpu: { quota: 50_000, period: 100_000 },
      pids: { limit: 20 },
      devices: [{ allow: false, access: 'rwm' }],
    })
    expect(limitsOf(spec)).toEqual(limits)
    expect(limitsOf(compose())).toEqual({})
  })

  test('network: its own, or the host’s', () => {
    expect(networkOf(compose())).toBe('own')
    expect(networkOf(compose({ network: 'host' }))).toBe('host')
    expect(namespaces(compose({ network: 'host' }))).toEqual(['pid', 'ipc', 'uts', 'mount'])
  })

  test('a cgroup namespace where cgroups are v2', () => {
    expect(namespaces(compose({}, { cgroupNamespace: true }))).toContain('cgroup')
    expect(namespaces(compose())).not.toContain('cgroup')
  })

  test('a name longer than the kernel’s host names is cut', () => {
    expect(compose({ id: 'x'.repeat(100) }).hostname).toHaveLength(63)
  })

  test('one composed spec shares nothing with the next', () => {
    const first = compose()
    first.mounts?.pop()
    first.process.capabilities?.bounding?.pop()
    expect(compose().mounts?.length).toBe((first.mounts?.length ?? 0) + 1)
    expect(compose().process.capabilities?.bounding).toHaveLength(11)
  })
})

describe('without root', () => {
  const rootless = { uid: 1000, gid: 1001, given: null, cgroup: null }
  const range = { start: 100_000, count: 65_536 }
  const ALL_IDS = { ...rootless, given: { uids: range, gids: range } }

  test('one uid and gid mapped, no device rules, no mount for other ids', () => {
    const spec = compose({}, { rootless })
    expect(namespaces(spec)).toContain('user')
    expect(spec.linux?.uidMappings).toEqual([{ containerID: 0, hostID: 1000, size: 1 }])
    expect(spec.linux?.gidMappings).toEqual([{ containerID: 0, hostID: 1001, size: 1 }])
    expect(spec.linux?.resources).toBeUndefined()
    expect(JSON.stringify(spec.mounts)).not.toContain('gid=5')
  })

  test('the ids that the user was given come after its own', () => {
    const given = { uids: { start: 100_000, count: 65_536 }, gids: { start: 200_000, count: 9 } }
    const { linux } = compose({}, { rootless: { ...rootless, given } })
    expect(linux?.uidMappings).toEqual([
      { containerID: 0, hostID: 1000, size: 1 },
      { containerID: 1, hostID: 100_000, size: 65_536 },
    ])
    expect(linux?.gidMappings?.[1]).toEqual({ containerID: 1, hostID: 200_000, size: 9 })
  })

  test('a user gets its first group alone: runc has no others to give', async () => {
    const { user } = compose({ process: { user: 'web' } }, { rootless: ALL_IDS }).process
    expect(user).toMatchObject({ uid: 33, gid: 34, additionalGids: [] })
    const exec = ExecRequest.parse({ args: ['id'], user: '33:34' })
    const base = compose()
    expect((await resolveProcess(base, exec, '/nowhere', true)).user.additionalGids).toEqual([])
    expect((await resolveProcess(base, exec, '/nowhere')).user.additionalGids).toEqual([34])
  })

  test('an id that is not mapped is refused, at create and at exec', async () => {
    const given = { uids: { start: 100_000, count: 10 }, gids: { start: 100_000, count: 10 } }
    const as = (user: string) => ({ process: { args: ['id'], user } })
    const refused = (id: number) =>
      expect.objectContaining({
        code: 'unsupported',
        message: `id ${id} is not among those of this container`,
        details: { field: 'user', hint: expect.stringContaining('/etc/subuid') },
      })
    expect(() => compose(as('1:0'), { rootless })).toThrow(refused(1))
    expect(() => compose(as('0:1'), { rootless })).toThrow(refused(1))
    const some = { rootless: { ...rootless, given } }
    expect(() => compose(as('11:0'), some)).toThrow(refused(11))
    expect(compose(as('10:10'), some).process.user).toMatchObject({ uid: 10, gid: 10 })
    const exec = ExecRequest.parse({ args: ['id'], user: '11:0' })
    await expect(resolveProcess(compose({}, some), exec, '/nowhere')).rejects.toThrow(refused(11))
    expect((await resolveProcess(compose(), exec, '/nowhere')).user.uid).toBe(11)
  })

  test('no cgroup of a path of ours, which runc could not make; systemd’s form stays', () => {
    const path = (cgroupsPath: string) => compose({}, { rootless, cgroupsPath }).linux?.cgroupsPath
    expect(path('/runcible-x')).toBeUndefined()
    expect(path(':runcible:x')).toBe(':runcible:x')
  })

  test('a cgroup below its own, where that is its to divide', () => {
    const own = { ...rootless, cgroup: '/user.slice/app.scope' }
    const path = (cgroupsPath: string) =>
      compose({}, { rootless: own, cgroupsPath }).linux?.cgroupsPath
    expect(path('/runcible-x')).toBe('/user.slice/app.scope/runcible-x')
    expect(path('/../../etc')).toBe('/user.slice/app.scope/etc')
    expect(path(':runcible:x')).toBe(':runcible:x')
  })

  test('the host’s network needs the host’s /sys bound', () => {
    const sys = (network: 'own' | 'host') =>
      compose({ network }, { rootless }).mounts?.find(({ destination }) => destination === '/sys')
    expect(sys('host')).toMatchObject({ type: 'none', source: '/sys' })
    expect(sys('host')?.options).toContain('rbind')
    expect(sys('own')).toMatchObject({ type: 'sysfs' })
  })

  test('a bundle written for root is given a user namespace; one that has its own keeps it', () => {
    const forRoot = bundle()
    forRoot.process.user = { uid: 0, gid: 0 }
    const spec = composeSpec(forRoot, request(), { ...options, rootless })
    expect(spec.linux?.uidMappings).toHaveLength(1)
    const mapped = bundle()
    mapped.linux = {
      namespaces: [{ type: 'user' }],
      uidMappings: [{ containerID: 0, hostID: 5, size: 9 }],
    }
    const kept = composeSpec(mapped, request(), { ...options, rootless })
    expect(kept.linux?.uidMappings).toEqual([{ containerID: 0, hostID: 5, size: 9 }])
  })
})

describe('with a bundle’s config.json', () => {
  const over = (rest: Partial<CreateInput> = {}) =>
    composeSpec(bundle(), request(rest), { ...options, baseDir: '/srv/bundle' })

  test('nothing is changed that nobody asked for, unknown keys are kept', () => {
    const spec = over()
    const base = bundle()
    expect(spec.process).toMatchObject(base.process)
    expect(spec.annotations).toEqual(base.annotations)
    expect(spec.linux).toMatchObject({
      seccomp: { defaultAction: 'SCMP_ACT_ALLOW' },
      namespaces: base.linux?.namespaces,
      resources: base.linux?.resources,
    })
    expect(spec.root.readonly).toBe(true)
    expect(spec.hostname).toBeUndefined()
  })

  test('root and relative binds become absolute: config.json moves to another folder', () => {
    const spec = over()
    expect(spec.root.path).toBe('/srv/rootfs')
    expect(spec.mounts?.map(({ source }) => source)).toEqual([
      'proc',
      '/srv/bundle/data',
      '/srv/host',
    ])
  })

  test('what is asked for is overridden, and only that', () => {
    const spec = over({
      process: { args: ['sh'], terminal: true, cwd: '/tmp', env: ['COLOR=red'] },
      readonlyRootfs: false,
      hostname: 'other',
      limits: { memory: 5_000_000 },
      network: 'own',
    })
    expect(spec.process).toMatchObject({ args: ['sh'], terminal: true, cwd: '/tmp' })
    expect(spec.process.env).toEqual(['PATH=/opt/bin', 'COLOR=red', 'TERM=xterm-256color'])
    expect(spec.process.user).toMatchObject({ uid: 7, gid: 8 })
    expect(spec.root.readonly).toBe(false)
    expect(spec.hostname).toBe('other')
    expect(namespaces(spec)).toContain('uts')
    expect(spec.linux?.namespaces?.find(({ type }) => type === 'network')).toEqual({
      type: 'network',
    })
    expect(spec.linux?.resources).toMatchObject({
      memory: { limit: 5_000_000, swap: 2000_000 },
      blockIO: { weight: 10 },
    })
  })

  test('the base itself is left alone', () => {
    const base = bundle()
    composeSpec(base, request({ process: { user: 'web', env: ['A=1'] } }), options)
    expect(base).toEqual(bundle())
  })

  test('a user that becomes root gets what the bundle bounds, no more', () => {
    const { process } = over({ process: { user: '0' } })
    expect(process.capabilities?.effective).toEqual(['CAP_NET_RAW'])
    const { process: other } = over({ process: { user: '33' } })
    expect(other.capabilities?.effective).toEqual([])
    expect(other.user).toMatchObject({ uid: 33, gid: 34 })
  })
})

describe('an exec', () => {
  const exec = (rest: Record<string, unknown>, spec = bundle()) =>
    resolveProcess(spec, ExecRequest.parse({ args: ['id'], ...rest }), '/nowhere')

  test('takes environment, folder, user and capabilities from the container, and pipes', async () => {
    const process = await exec({})
    expect(process).toMatchObject({
      args: ['id'],
      cwd: '/srv',
      terminal: false,
      user: { uid: 7, gid: 8 },
      env: ['PATH=/opt/bin', 'COLOR=blue'],
      capabilities: { bounding: ['CAP_NET_RAW'] },
    })
  })

  test('what it names is its own', async () => {
    const process = await exec({ terminal: true, cwd: '/', env: ['COLOR=red', 'B=1'], user: '5:6' })
    expect(process).toMatchObject({ terminal: true, cwd: '/', user: { uid: 5, gid: 6 } })
    expect(process.env).toEqual(
      expect.arrayContaining(['TERM=xterm-256color', 'COLOR=red', 'B=1', 'HOME=/']),
    )
    expect(process.capabilities?.effective).toEqual([])
  })

  test('the terminal’s size is the window’s, never the init’s', async () => {
    const spec = bundle()
    spec.process.consoleSize = { height: 1, width: 1 }
    const size = { cols: 100, rows: 30 }
    expect((await exec({ terminal: true, size }, spec)).consoleSize).toEqual({
      height: 30,
      width: 100,
    })
    expect((await exec({ size }, spec)).consoleSize).toBeUndefined()
  })

  test('a name that the container does not know is refused in words', async () => {
    await expect(exec({ user: 'ghost' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'the container knows no user ghost',
    })
  })
})
