import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { jsonText } from '../../../electron/engine/atomic.ts'
import { defaultSpec, withUserNamespace } from '../../../electron/engine/bundle/defaults.ts'
import { withIdMap } from '../../../electron/engine/bundle/id-map.ts'
import type { Rights } from '../../../electron/engine/bundle/rights.ts'
import type { Seccomp } from '../../../electron/engine/bundle/seccomp.ts'
import { withSecurity } from '../../../electron/engine/bundle/security.ts'
import { securityOf } from '../../../electron/engine/bundle/security-view.ts'
import { Spec } from '../../../electron/engine/bundle/spec.ts'
import {
  CAPABILITIES,
  CreateRequest,
  DEFAULT_CAPABILITIES,
  type SecurityRequest,
} from '../../../shared/model.ts'

const dir = mkdtempSync(join(tmpdir(), 'runcible-security-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** An engine on a machine whose kernel knows 40 capabilities, which lacks one and may not raise its limits. */
const rights: Rights = {
  known: CAPABILITIES.slice(0, 40),
  held: new Set(CAPABILITIES.filter((name) => name !== 'CAP_SYS_RESOURCE')),
  raises: false,
  seccomp: true,
  limits: { RLIMIT_NOFILE: 20_000, RLIMIT_NPROC: Infinity, RLIMIT_CORE: Infinity },
  oomScoreAdj: 0,
}
const mighty: Rights = { ...rights, raises: true, limits: { RLIMIT_NOFILE: 1_048_576 } }

const request = (security?: unknown, rest: object = {}) =>
  CreateRequest.parse({
    namespace: 'default',
    id: 'c',
    source: { kind: 'starter' },
    ...rest,
    ...(security !== undefined && { security }),
  })
const secured = (security?: unknown, spec = defaultSpec(false), over: Partial<Rights> = {}) =>
  withSecurity(spec, request(security), {
    isNew: true,
    rootless: null,
    rights: { ...rights, ...over },
  })
const bundle = (rest: object = {}) =>
  Spec.parse({
    ociVersion: '1.0.2',
    process: { capabilities: { bounding: ['CAP_CHOWN'], effective: ['CAP_CHOWN'] }, ...rest },
    root: { path: 'rootfs' },
    linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }], sysctl: { 'net.a': '1' } },
  })
const deviations = (spec: Spec, of = rights) =>
  securityOf(spec, of).deviations.map(({ level, field, what }) => `${level} ${field}: ${what}`)
const refused = (security: unknown, rest: object = {}) => {
  try {
    withSecurity(defaultSpec(false), request(security, rest), {
      isNew: true,
      rootless: null,
      rights,
    })
  } catch (error) {
    const { code, message, details } = error as {
      code: string
      message: string
      details: { field: string }
    }
    return { code, message, field: details.field }
  }
  throw new Error('it was not refused')
}

describe('where nothing is said', () => {
  test('a new container is confined as by podman, and nothing is less safe', () => {
    const { process, linux } = secured()
    expect(process.noNewPrivileges).toBe(false)
    expect(process.rlimits).toEqual([
      { type: 'RLIMIT_NOFILE', soft: 20_000, hard: 20_000 },
      { type: 'RLIMIT_NPROC', soft: 1_048_576, hard: 1_048_576 },
    ])
    expect(linux?.sysctl).toEqual({ 'net.ipv4.ping_group_range': '0 0' })
    expect(linux?.seccomp?.defaultAction).toBe('SCMP_ACT_ERRNO')
    expect(deviations(secured())).toEqual([])
    expect(securityOf(secured(), rights)).toMatchObject({ seccomp: 'default', shared: [] })
  })

  test('one of a bundle stays as its config.json has it', () => {
    const spec = bundle()
    const around = { isNew: false, rootless: null, rights }
    expect(withSecurity(spec, request(), around)).toBe(spec)
    const changed = withSecurity(spec, request({ noNewPrivileges: true }), around)
    expect(changed).toEqual({
      ...spec,
      process: { ...spec.process, noNewPrivileges: true },
      linux: { ...spec.linux },
    })
  })

  test('a kernel that cannot filter is said to have no filter', () => {
    const spec = secured(undefined, undefined, { seccomp: false })
    expect(spec.linux?.seccomp).toBeUndefined()
    expect(deviations(spec)).toEqual(['danger seccomp: no filter of system calls'])
  })

  test('without a network of its own no setting of one', () => {
    const spec = defaultSpec(false)
    if (spec.linux)
      spec.linux.namespaces = spec.linux.namespaces?.filter(({ type }) => type !== 'network')
    expect(secured(undefined, spec).linux?.sysctl).toBeUndefined()
  })
})

describe('capabilities', () => {
  const caps = (add: string[], drop: string[] = [], over: Partial<Rights> = {}) =>
    secured({ capabilities: { add, drop } }, undefined, over).process.capabilities

  test('added and dropped, by any form of the name', () => {
    const { bounding, effective, ambient } = caps(['net_raw', 'CAP_SYS_PTRACE'], ['Chown']) ?? {}
    const wanted = [
      ...DEFAULT_CAPABILITIES.filter((name) => name !== 'CAP_CHOWN'),
      'CAP_NET_RAW',
      'CAP_SYS_PTRACE',
    ].sort()
    expect(bounding).toEqual(wanted)
    expect(effective).toEqual(wanted)
    expect(ambient).toEqual([])
  })

  test('all is what can be had; what is named goes over it', () => {
    expect(caps(['all'])?.bounding).toHaveLength(39)
    expect(caps(['ALL'], ['CAP_SYS_ADMIN'])?.bounding).toHaveLength(38)
    expect(caps(['CAP_KILL'], ['all'])?.permitted).toEqual(['CAP_KILL'])
    expect(caps([], ['all'])?.bounding).toEqual([])
  })

  test('the filter follows them', () => {
    const bpfWith = (security?: SecurityRequest) => {
      const filter = secured(security).linux?.seccomp as unknown as Seccomp
      return filter.syscalls.find(({ names }) => names.includes('bpf'))?.action
    }
    expect(bpfWith()).toBe('SCMP_ACT_ERRNO')
    expect(bpfWith({ capabilities: { add: ['CAP_SYS_ADMIN'], drop: [] } })).toBe('SCMP_ACT_ALLOW')
  })

  test.each([
    [{ add: ['CAP_FLY'], drop: [] }, /no capability of Linux/],
    [{ add: [], drop: ['rm -rf'] }, /no capability of Linux/],
  ])('a name that is none is refused by the schema: %o', (capabilities, message) => {
    expect(() => request({ capabilities })).toThrow(message)
  })

  test('one that nobody here can give, that the kernel lacks, or that is added and dropped', () => {
    expect(refused({ capabilities: { add: ['SYS_RESOURCE'] } })).toMatchObject({
      code: 'permission-denied',
      field: 'security.capabilities',
    })
    expect(refused({ capabilities: { drop: ['CHECKPOINT_RESTORE'] } }).message).toBe(
      'this machine’s kernel does not know CAP_CHECKPOINT_RESTORE',
    )
    expect(refused({ capabilities: { add: ['KILL'], drop: ['KILL'] } }).message).toBe(
      'CAP_KILL is both added and dropped',
    )
  })

  test('in a user namespace all of them can be had', () => {
    const spec = secured({
      idMap: { kind: 'ids', uid: 1000, gid: 1000, count: 10 },
      capabilities: { add: ['SYS_RESOURCE'] },
    })
    expect(spec.process.capabilities?.bounding).toContain('CAP_SYS_RESOURCE')
    expect(deviations(spec)).toEqual(['caution capabilities: more capabilities: CAP_SYS_RESOURCE'])
  })
})

describe('limits, paths, namespaces, settings', () => {
  test('limits go over the defaults, and none above what can be had', () => {
    const rlimits = [
      { type: 'RLIMIT_NOFILE', soft: 5, hard: 9 },
      { type: 'RLIMIT_CORE', soft: 0, hard: 'unlimited' },
    ]
    expect(secured({ rlimits }).process.rlimits).toEqual([
      { type: 'RLIMIT_NOFILE', soft: 5, hard: 9 },
      { type: 'RLIMIT_NPROC', soft: 1_048_576, hard: 1_048_576 },
      { type: 'RLIMIT_CORE', soft: 0, hard: 2 ** 64 },
    ])
    const nofile = (hard: number | 'unlimited', soft: number | 'unlimited' = 1) => ({
      rlimits: [{ type: 'RLIMIT_NOFILE', soft, hard }],
    })
    expect(refused(nofile(20_001)).message).toBe(
      'RLIMIT_NOFILE: 20001 is above 20000, the most that can be had here',
    )
    expect(refused(nofile('unlimited')).code).toBe('permission-denied')
    expect(refused(nofile(5, 6)).code).toBe('invalid-input')
    expect(refused({ rlimits: [...nofile(5).rlimits, ...nofile(6).rlimits] }).message).toMatch(
      /named twice/,
    )
    const high = withSecurity(defaultSpec(false), request(nofile(1_048_576)), {
      isNew: true,
      rootless: null,
      rights: mighty,
    })
    expect(deviations(high, mighty)).toEqual([])
    expect(deviations(high)).toEqual(['caution rlimits: higher limits: nofile'])
  })

  test('no limit is written as the number that runc reads, and nothing else is changed', () => {
    const value = { soft: 2 ** 64, list: [2 ** 64, 1], text: '": 18446744073709552000', n: 2 ** 53 }
    expect(jsonText(value)).toBe(
      '{\n  "soft": 18446744073709551615,\n  "list": [\n    18446744073709551615,\n    1\n  ],\n  "text": "\\": 18446744073709552000",\n  "n": 9007199254740992\n}\n',
    )
    expect(JSON.parse(jsonText(value))).toEqual(value)
  })

  test('paths: none, or those that are named; the difference is marked', () => {
    const spec = secured({
      maskedPaths: 'none',
      readonlyPaths: ['/proc/sys', '/proc/sysrq-trigger', '/proc/bus', '/proc/fs', '/proc/irq'],
    })
    expect(spec.linux?.maskedPaths).toEqual([])
    expect(deviations(spec)).toEqual([
      'danger maskedPaths: nothing of /proc and /sys is hidden',
      'caution readonlyPaths: not read-only: /proc/asound',
    ])
    expect(deviations(secured({ maskedPaths: 'default', readonlyPaths: 'default' }))).toEqual([])
  })

  test('the machine’s namespaces take the host name along, and need mounts of the machine’s in a user namespace', () => {
    const namespaces = { pid: 'host', ipc: 'host', uts: 'host', cgroup: 'own' }
    const spec = secured({ namespaces }, { ...defaultSpec(false), hostname: 'c' })
    expect(spec.hostname).toBeUndefined()
    expect(securityOf(spec, rights).shared).toEqual(['pid', 'ipc', 'uts'])
    expect(spec.linux?.namespaces).toContainEqual({ type: 'cgroup' })
    expect(spec.mounts?.find(({ destination }) => destination === '/proc')?.type).toBe('proc')
    const user = secured({ namespaces, idMap: { kind: 'ids', uid: 1, gid: 1, count: 1 } })
    expect(user.mounts?.find(({ destination }) => destination === '/proc')).toMatchObject({
      source: '/proc',
      type: 'none',
    })
    expect(
      user.mounts?.find(({ destination }) => destination === '/dev/pts')?.options,
    ).not.toContain('gid=5')
    expect(refused({ namespaces: { uts: 'host' } }, { hostname: 'x' }).field).toBe(
      'security.namespaces',
    )
  })

  test('kernel settings: a namespace’s own, and no others', () => {
    const { linux } = secured({
      sysctls: { 'net/ipv4/ip_forward': '1', 'kernel.sem': '1 2 3 4' },
      domainname: 'd',
    })
    expect(linux?.sysctl).toEqual({
      'net.ipv4.ping_group_range': '0 0',
      'net.ipv4.ip_forward': '1',
      'kernel.sem': '1 2 3 4',
      'kernel.domainname': 'd',
    })
    expect(refused({ sysctls: { 'vm.overcommit_memory': '1' } }).field).toBe('security.sysctls')
    expect(
      refused({ sysctls: { 'kernel.sem': '1' }, namespaces: { ipc: 'host' } }).message,
    ).toMatch(/ipc namespace/)
    expect(() => request({ sysctls: { '../../etc': '1' } })).toThrow()
  })

  test('a score that spares it costs the machine’s programs, and takes a right', () => {
    expect(refused({ oomScoreAdj: -5 })).toMatchObject({
      code: 'permission-denied',
      field: 'security.oomScoreAdj',
    })
    const spec = secured({ oomScoreAdj: -5 }, undefined, { raises: true })
    expect(deviations(spec)).toEqual(['caution oomScoreAdj: an OOM score of -5'])
    expect(secured({ oomScoreAdj: 900 }).process.oomScoreAdj).toBe(900)
  })
})

describe('privileged', () => {
  test('everything is taken away, and everything of it marked', () => {
    const spec = secured({ privileged: true })
    expect(spec.linux).toMatchObject({
      maskedPaths: [],
      readonlyPaths: [],
      resources: { devices: [{ allow: true, access: 'rwm' }] },
    })
    expect(spec.linux?.seccomp).toBeUndefined()
    expect(deviations(spec)).toEqual([
      'danger capabilities: 28 more capabilities',
      'danger seccomp: no filter of system calls',
      'danger maskedPaths: nothing of /proc and /sys is hidden',
      'danger readonlyPaths: nothing of /proc and /sys is read-only',
      'danger mounts: /sys and /sys/fs/cgroup can be written to',
      'danger devices: every device of the machine may be used',
    ])
  })

  test('what is said beside it holds', () => {
    const spec = secured({
      privileged: true,
      seccomp: { kind: 'default' },
      capabilities: { drop: ['all'] },
    })
    expect(securityOf(spec, rights)).toMatchObject({
      capabilities: { bounding: [] },
      seccomp: 'default',
    })
  })

  test('an ordinary user has no devices to give', () => {
    const rootless = { uid: 1000, gid: 1000, given: null, cgroup: null }
    const spec = withSecurity(
      withUserNamespace(defaultSpec(false), rootless),
      request({ privileged: true }),
      { isNew: true, rootless, rights },
    )
    expect(spec.linux?.resources).toBeUndefined()
    expect(spec.process.capabilities?.bounding).toHaveLength(40)
  })
})

describe('ids of its own', () => {
  test('by number, and no more than there are', () => {
    const { linux } = withIdMap(defaultSpec(false), { kind: 'ids', uid: 5, gid: 6, count: 10 })
    expect(linux?.uidMappings).toEqual([{ containerID: 0, hostID: 5, size: 10 }])
    expect(linux?.gidMappings).toEqual([{ containerID: 0, hostID: 6, size: 10 }])
    const most = { kind: 'ids', uid: 0xffff_fff0, gid: 1, count: 100 } as const
    expect(() => withIdMap(defaultSpec(false), most)).toThrow(/there are no 100 ids/)
  })

  test('those that a user was given', () => {
    const files = { subuid: join(dir, 'subuid'), subgid: join(dir, 'subgid') }
    writeFileSync(files.subuid, 'other:1:1\ncontainers:200000:70000\n')
    writeFileSync(files.subgid, 'containers:300000:80000\n')
    const { linux } = withIdMap(defaultSpec(false), { kind: 'user', user: 'containers' }, files)
    expect(linux?.uidMappings).toEqual([{ containerID: 0, hostID: 200_000, size: 70_000 }])
    expect(linux?.gidMappings).toEqual([{ containerID: 0, hostID: 300_000, size: 80_000 }])
    expect(() => withIdMap(defaultSpec(false), { kind: 'user', user: 'other' }, files)).toThrow(
      `${files.subgid} gives other no ids`,
    )
  })

  test('an ordinary user and a bundle that maps its own are refused', () => {
    const rootless = { uid: 1000, gid: 1000, given: null, cgroup: null }
    const wanted = request({ idMap: { kind: 'ids', uid: 1, gid: 1, count: 1 } })
    const of = (around: { isNew: boolean; rootless: typeof rootless | null }, spec: Spec) => () =>
      withSecurity(spec, wanted, { ...around, rights })
    expect(of({ isNew: true, rootless }, defaultSpec(false))).toThrow(/the ids that it was given/)
    const own = bundle()
    own.linux?.namespaces?.push({ type: 'user' })
    expect(of({ isNew: false, rootless: null }, own)).toThrow(/maps ids of its own/)
  })
})

test('a bundle as runc spec writes it: what it lacks is named, the worst first', () => {
  const spec = bundle({ capabilities: { bounding: ['CAP_AUDIT_WRITE'] } })
  expect(deviations(spec)).toEqual([
    'danger seccomp: no filter of system calls',
    'danger maskedPaths: nothing of /proc and /sys is hidden',
    'danger readonlyPaths: nothing of /proc and /sys is read-only',
    'danger namespaces: the machine’s network namespace',
    'caution capabilities: more capabilities: CAP_AUDIT_WRITE',
    'caution namespaces: the machine’s ipc namespace',
    'caution namespaces: the machine’s uts namespace',
  ])
})
