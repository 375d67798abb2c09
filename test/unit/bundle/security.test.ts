import { describe, expect, test } from 'vitest'
import { defaultSpec, withUserNamespace } from '../../../electron/engine/bundle/defaults.ts'
import { withSecurity } from '../../../electron/engine/bundle/security.ts'
import { securityOf } from '../../../electron/engine/bundle/security-view.ts'
import {
  bundle,
  deviations,
  mighty,
  refused,
  request,
  rights,
  secured,
} from '../../support/secured.ts'

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
