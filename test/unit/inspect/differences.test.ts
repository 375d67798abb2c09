import { describe, expect, test } from 'vitest'
import { defaultSpec } from '../../../electron/engine/bundle/defaults.ts'
import { differencesOf } from '../../../electron/engine/inspect/differences/differences.ts'
import type { Told } from '../../../electron/engine/inspect/differences/matter.ts'
import type { CgroupFigure, InspectedMount } from '../../../shared/model.ts'

const ids = { real: 0, effective: 0, saved: 0, files: 0, inside: 0 }
const none = { effective: [], permitted: [], inheritable: [], bounding: [], ambient: [] }
const told = (differs: Partial<Told> = {}): Told => ({
  rights: {
    uid: ids,
    gid: ids,
    groups: [],
    capabilities: none,
    seccomp: 'off',
    seccompFilters: 0,
    noNewPrivileges: false,
    label: null,
    oomScoreAdj: 0,
  },
  namespaces: [],
  uidMap: [{ inside: 0, outside: 0, count: 2 ** 32 - 1 }],
  gidMap: [{ inside: 0, outside: 0, count: 2 ** 32 - 1 }],
  rlimits: [],
  limits: { version: 'v2', figures: [] },
  mounts: [mount('/')],
  environment: null,
  isInit: true,
  cgroupPaths: {},
  root: '/',
  ...differs,
})
const mount = (at: string, differs: Partial<InspectedMount> = {}): InspectedMount => ({
  id: 1,
  parent: 1,
  device: '0:1',
  at,
  type: 'tmpfs',
  source: 'tmpfs',
  root: '/',
  options: ['rw'],
  ofFilesystem: [],
  propagation: 'private',
  ...differs,
})

/** A config.json that asks for nothing, with `change` made to it. */
async function differences(
  is: Told,
  change: (spec: ReturnType<typeof defaultSpec>) => void,
  cgroupPaths = {},
) {
  const spec = structuredClone(defaultSpec(false))
  spec.process = { ...spec.process, capabilities: {}, rlimits: [], noNewPrivileges: false, env: [] }
  spec.mounts = []
  spec.linux = {}
  change(spec)
  return (await differencesOf(is, { spec, rootfs: '/nowhere', cgroupPaths })).map(
    ({ what }) => what,
  )
}

test('nothing is said of what is as it was asked for', async () => {
  expect(await differences(told(), () => {})).toEqual([])
})

test('a filter, no_new_privs, a label and ids that are not there, or not asked for', async () => {
  const found = await differences(told(), ({ process, linux }) => {
    process.noNewPrivileges = true
    process.user = { uid: 5, gid: 0, additionalGids: [9] }
    Object.assign(process, { apparmorProfile: 'docker-default' })
    Object.assign(linux ?? {}, { seccomp: { defaultAction: 'SCMP_ACT_ERRNO' } })
  })
  expect(found).toEqual([
    'Its user is 0: config.json asks for 5.',
    'It is not in group 9, which config.json asks for.',
    'No filter of system calls is at work: config.json asks for one.',
    'It may gain privileges: config.json asks for no_new_privs.',
    'It has no label: config.json asks for docker-default.',
  ])
  const { rights } = told()
  const more = { ...rights, seccomp: 'filter', noNewPrivileges: true } as const
  expect(await differences(told({ rights: more }), () => {})).toEqual([
    'A filter of system calls is at work that config.json does not ask for.',
    'no_new_privs is set, which config.json does not ask for.',
  ])
})

test('names out of a container cannot make a sentence endless, nor the list', async () => {
  const mounts = [
    mount('/'),
    ...Array.from({ length: 500 }, (_, n) => mount(`/${n}${'x'.repeat(5000)}`)),
  ]
  const variables = Array.from({ length: 500 }, (_, n) => ({
    name: `V${n}\n${'y'.repeat(250)}`,
    value: '',
  }))
  const found = await differences(
    told({ mounts, environment: { variables, whole: true, overwritten: false } }),
    () => {},
  )
  expect(found).toHaveLength(20 + 1 + 1)
  expect(found[20]).toBe('And 480 more like these.')
  expect(Math.max(...found.map(({ length }) => length))).toBeLessThan(2000)
})

test('variables by their names alone; of an environment that is cut off, and of a child, nothing', async () => {
  const environment = {
    variables: [
      { name: 'PATH', value: '/other' },
      { name: 'HOME', value: '/' },
      { name: 'MORE', value: 'secret' },
    ],
    whole: true,
    overwritten: false,
  }
  const change = (spec: ReturnType<typeof defaultSpec>) => {
    spec.process.env = ['PATH=/bin', 'TOKEN=secret']
  }
  const found = await differences(told({ environment }), change)
  expect(found).toEqual([
    'It lacks variables that config.json sets: TOKEN.',
    'Variables have other values than config.json sets: PATH.',
    'It has variables that config.json does not set: MORE.',
  ])
  expect(
    await differences(told({ environment: { ...environment, whole: false } }), change),
  ).toEqual([])
  expect(await differences(told({ environment, isInit: false }), change)).toEqual([])
  const overwritten = { ...environment, overwritten: true }
  expect(await differences(told({ environment: overwritten }), change)).toEqual([])
})

describe('limits of a cgroup', () => {
  const figure = (what: CgroupFigure['what'], limit: number | string | null): CgroupFigure => ({
    what,
    unit: 'count',
    now: null,
    limit,
    files: [],
  })
  const limits = (version: 'v1' | 'v2', ...figures: CgroupFigure[]) => ({ version, figures })
  const resources = {
    memory: { limit: 10_000, swap: 30_000 },
    cpu: { quota: 50_000, shares: 512, cpus: '1,0' },
    pids: { limit: 50 },
  }
  const limited = ({ linux }: ReturnType<typeof defaultSpec>) =>
    Object.assign(linux ?? {}, { resources })

  test('hold as v1 and v2 keep them: whole pages, swap with memory or apart, shares as weight', async () => {
    const v1 = limits(
      'v1',
      figure('memory', 8192),
      figure('memory and swap', 28_672),
      figure('cpus at once', 0.5),
      figure('cpu shares', 512),
      figure('cpus', '0-1'),
      figure('processes', 50),
    )
    expect(await differences(told({ limits: v1 }), limited)).toEqual([])
    const v2 = limits(
      'v2',
      figure('memory', 8192),
      // 20,000 bytes beyond the memory.
      figure('swap', 16_384),
      figure('cpus at once', 0.5),
      figure('cpu weight', 20),
      figure('cpus', '0-1'),
      figure('processes', 50),
    )
    expect(await differences(told({ limits: v2 }), limited)).toEqual([])
    // As runc 1.4 translates them; 1024 are 100 to it.
    const later = v2.figures.map((one) => (one.what === 'cpu weight' ? { ...one, limit: 59 } : one))
    expect(await differences(told({ limits: limits('v2', ...later) }), limited)).toEqual([])
    const usual = ({ linux }: ReturnType<typeof defaultSpec>) =>
      Object.assign(linux ?? {}, { resources: { cpu: { shares: 1024 } } })
    const weighs = (weight: number) =>
      differences(told({ limits: limits('v2', figure('cpu weight', weight)) }), usual)
    expect([await weighs(39), await weighs(100), await weighs(40)]).toEqual([
      [],
      [],
      ['Its weight among others for the CPU: 40; config.json asks for 100.'],
    ])
  })

  test('that are others, are none, or cannot be there', async () => {
    const is = limits(
      'v1',
      figure('memory', null),
      figure('cpus at once', 0.25),
      figure('processes', 5),
    )
    expect(await differences(told({ limits: is }), limited)).toEqual([
      'Memory: no limit; config.json asks for at most 8192 bytes.',
      'Nothing limits memory and swap together: config.json asks for at most 28672 bytes.',
      'Processes: at most 5; config.json asks for at most 50.',
      'CPU time: at most 0.25 CPUs; config.json asks for at most 0.5 CPUs.',
      'Nothing limits its shares of the CPU: config.json asks for 512.',
      'Nothing limits the CPUs it may use: config.json asks for 1,0.',
    ])
  })

  test('are not those of a process that was put elsewhere', async () => {
    const cgroupPaths = { memory: '/m/c/below', pids: '/p/else', '': '/u/c' }
    const asked = { memory: '/m/c', pids: '/p/c', '': '/u/c', freezer: '/f/c' }
    const inCgroup = ({ linux }: ReturnType<typeof defaultSpec>) =>
      Object.assign(linux ?? {}, { cgroupsPath: '/c' })
    // Without a path, runc may have gone without.
    expect(await differences(told({ cgroupPaths }), () => {}, asked)).toEqual([])
    expect(await differences(told({ cgroupPaths }), inCgroup, asked)).toEqual([
      'It is in another cgroup than its container, for pids: limits there are not its own.',
    ])
  })
})

test('mounts: missing, too open, of another type, read-only unasked, in the way of nobody', async () => {
  const mounts = [
    mount('/', { options: ['ro'] }),
    mount('/a', { type: 'ext4', options: ['rw', 'nosuid'] }),
    mount('/b', { options: ['ro'] }),
    mount('/wide'),
    mount('/wide/below'),
    mount('/dev/console'),
  ]
  const found = await differences(told({ mounts }), (spec) => {
    spec.mounts = [
      { destination: '/a/', type: 'tmpfs', options: ['ro', 'nosuid', 'nodev'] },
      { destination: '/b', type: 'tmpfs' },
      { destination: '/gone', type: 'bind', options: ['bind'] },
      { destination: '/wide', options: ['rbind'] },
    ]
  })
  expect(found).toEqual([
    'Its root filesystem is read-only, which config.json does not ask for.',
    '/a can be written to: config.json asks for ro.',
    '/a honours device files: config.json asks for nodev.',
    'At /a is ext4: config.json asks for tmpfs.',
    '/b is read-only, which config.json does not ask for.',
    'Nothing is mounted at /gone: config.json asks for a mount of its own.',
  ])
})

test('mounts that cannot be seen as the container has them are not taken for missing', async () => {
  const change = (spec: ReturnType<typeof defaultSpec>) => {
    spec.mounts = [{ destination: '/proc', type: 'proc' }]
  }
  expect(await differences(told({ mounts: [] }), change)).toEqual([])
  expect(await differences(told({ mounts: [], root: '/var/empty' }), change)).toEqual([
    'Its root folder is /var/empty: mounts are not compared.',
  ])
})

test('a v1 hierarchy is judged by what lies on the last tmpfs there, not by what that hides', async () => {
  const strict = { options: ['ro', 'nosuid'] }
  const cgroups = (...more: InspectedMount[]) =>
    differences(
      told({
        mounts: [
          mount('/'),
          mount('/cg', { id: 5 }),
          mount('/cg/unified', { id: 6, parent: 5, type: 'cgroup2' }),
          mount('/cg', { id: 7 }),
          mount('/cg/pids', { id: 8, parent: 7, type: 'cgroup', ...strict }),
          ...more,
        ],
      }),
      (spec) => {
        spec.mounts = [{ destination: '/cg', type: 'cgroup', options: ['ro', 'nosuid'] }]
      },
    )
  expect(await cgroups()).toEqual([])
  expect(await cgroups(mount('/cg/cpu', { id: 9, parent: 7, type: 'cgroup' }))).toEqual([
    '/cg can be written to: config.json asks for ro.',
    '/cg honours setuid programs: config.json asks for nosuid.',
  ])
})

test('namespaces: the machine’s, one of its own, another than the init’s, none that a path leads to', async () => {
  const one = (type: string, host: boolean, apart = false) => ({
    type,
    inode: 4,
    host,
    apart,
    containers: [],
    others: [],
    otherCount: 0,
  })
  const namespaces = [
    one('net', true),
    one('uts', false),
    one('mnt', false, true),
    one('ipc', false),
    one('pid', false),
    // CRIU's, after a rewind.
    one('time', false),
  ]
  const found = await differences(told({ namespaces }), ({ linux }) =>
    Object.assign(linux ?? {}, {
      namespaces: [
        { type: 'network' },
        { type: 'mount' },
        { type: 'ipc', path: '/nowhere' },
        { type: 'pid', path: '/proc/self/ns/pid' },
      ],
    }),
  )
  expect(found).toEqual([
    'It is in the machine’s network namespace: config.json asks for one of its own.',
    'Its uts namespace is not the machine’s: config.json asks for none of its own.',
    'It is in another mount namespace than the container’s first process.',
    'It is in another pid namespace than config.json names: /proc/self/ns/pid.',
  ])
})
