import { describe, expect, test } from 'vitest'
import { jsonText } from '../../../electron/engine/atomic.ts'
import { composeSpec } from '../../../electron/engine/bundle/compose.ts'
import type { Spec } from '../../../electron/engine/bundle/spec.ts'
import { checkConfig, requireConfig } from '../../../electron/engine/config/check.ts'
import type { Held } from '../../../electron/engine/config/owned.ts'
import { departuresOf } from '../../../electron/engine/config/specification.ts'
import { type CreateInput, CreateRequest, type Network } from '../../../shared/model.ts'

const STATE = '/var/lib/runcible'
const held = (network: Network = { kind: 'own' }): Held => ({
  network,
  folders: [STATE, '/run/runcible'],
})

function compose(rest: Partial<CreateInput> = {}): Spec {
  const request = CreateRequest.parse({
    namespace: 'default',
    id: 'web-1',
    source: { kind: 'starter' },
    ...rest,
  })
  const users = { passwd: 'root:x:0:0::/root:/bin/sh\n', group: 'root:x:0:\n' }
  return composeSpec(null, request, {
    rootfs: `${STATE}/containers/default/web-1/rootfs`,
    cgroupsPath: '/runcible-x',
    rootless: null,
    cgroupNamespace: false,
    users,
  })
}

const before: Spec = {
  ...compose({ limits: { memory: 64 * 2 ** 20 } }),
  mounts: [
    ...(compose().mounts ?? []),
    {
      destination: '/etc/hosts',
      type: 'bind',
      source: `${STATE}/containers/default/web-1/network/hosts`,
      options: ['rbind'],
    },
  ],
}
const text = jsonText(before)

/** The config.json with something else in it, as text. */
function edited(change: (spec: Spec) => void): string {
  const spec = structuredClone(before)
  change(spec)
  return jsonText(spec)
}

const check = (config: string, network?: Network) =>
  checkConfig(config, before, held(network)).problems
const errors = (config: string, network?: Network) =>
  check(config, network).filter(({ level }) => level === 'error')
const lineOf = (config: string, part: string) =>
  config.slice(0, config.indexOf(part)).split('\n').length

describe('the specification', () => {
  const presets: Record<string, Partial<CreateInput>> = {
    plain: {},
    limited: { limits: { memory: 2 ** 26, cpus: 0.5, pids: 20 }, hostname: 'other' },
    'on the machine’s network': { network: { kind: 'host' } },
    'with everything allowed': {
      security: { seccomp: { kind: 'none' }, capabilities: { add: ['CAP_SYS_ADMIN'], drop: [] } },
    },
    'as another user, read-only': { readonlyRootfs: true, process: { user: '7:8' } },
  }
  test.each(Object.entries(presets))('has nothing against what Runcible makes: %s', (_, rest) => {
    expect(departuresOf(JSON.parse(jsonText(compose(rest))))).toEqual([])
  })

  test('names the place, in words and by line', () => {
    const config = edited((spec) => {
      Object.assign(spec.process, {
        args: ['sh', 7],
        rlimits: [{ type: 'NOFILE', soft: 1, hard: 1 }],
      })
      Object.assign(spec.linux?.resources?.memory ?? {}, { limit: 'much' })
      spec.linux?.namespaces?.push({ type: 'bogus' })
    })
    expect(errors(config)).toMatchObject(
      [
        { path: 'process.args[1]', message: /“number” and has to be “string”/ },
        { path: 'process.rlimits[0].type', message: /of the form \^RLIMIT_/ },
        { path: 'linux.resources.memory.limit', line: lineOf(config, '"much"') },
        {
          path: expect.stringMatching(/^linux\.namespaces\[\d\]\.type$/),
          message: /one of mount, pid/,
        },
      ].map(({ message, ...rest }) => ({
        ...rest,
        ...(message && { message: expect.stringMatching(message) }),
      })),
    )
    const at = errors(config)[0]
    expect(config.slice(at?.from, at?.to)).toBe('7')
  })

  test('a name that it does not have is a warning, as is what runc took before', () => {
    const config = edited((spec) => Object.assign(spec.process, { argz: ['a'] }))
    expect(check(config)).toMatchObject([{ level: 'warning', path: 'process.argz' }])
    const odd = { ...before, linux: { ...before.linux, rootfsPropagation: 'odd' } }
    expect(checkConfig(jsonText(odd), odd, held()).problems).toMatchObject([
      { level: 'warning', path: 'linux.rootfsPropagation' },
    ])
    expect(checkConfig(jsonText(odd), before, held()).spec).toBeNull()
  })

  test('null is as good as nothing, and 2^64 − 1 a limit that is none', () => {
    const config = edited((spec) => {
      Object.assign(spec.process, { rlimits: null })
      Object.assign(spec.linux ?? {}, { devices: null })
    })
    expect(errors(config)).toEqual([])
  })
})

describe('what is no config.json', () => {
  test.each([
    ['', 1],
    ['{\n  "ociVersion": "1.0.2",\n  "process": {,}\n}', 3],
    ['{"a": 1} x', 1],
    ['[]', 1],
    ['null', 1],
    ['{}', 1],
  ])('%j', (config, line) => {
    expect(errors(config)[0]).toMatchObject({ level: 'error', line })
    expect(() => requireConfig(config, before, held())).toThrow(/^config\.json cannot be used: /)
  })

  test('a bomb of brackets is refused before it is read', () => {
    const bomb = `${'['.repeat(500_000)}${']'.repeat(500_000)}`
    expect(check(bomb)).toMatchObject([{ message: expect.stringContaining('nested deeper') }])
    expect(check(`{"a": ${'{"a":'.repeat(100)}1${'}'.repeat(101)}`)).toHaveLength(1)
  })

  test('names that objects have by themselves are only names', () => {
    const config = text.replace('{', '{ "__proto__": { "polluted": 1 }, "constructor": 2,')
    expect(errors(config)).toEqual([])
    expect(check(config).map(({ path }) => path)).toEqual(['__proto__', 'constructor'])
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('a name that is written twice is said, in each object by itself', () => {
    const config = text.replace('"hostname"', '"hostname": "first", "hostname"')
    expect(check(config)).toMatchObject([
      { level: 'warning', path: 'hostname', line: lineOf(config, '"hostname"') },
    ])
  })

  test('a hundred problems are told, and no more', () => {
    const config = edited((spec) =>
      Object.assign(spec.process, { args: Array.from({ length: 5000 }, (_, n) => n) }),
    )
    expect(check(config)).toHaveLength(100)
    // Within the test's seconds: nobody else is served meanwhile.
    const doubled = check(`{${Array(19_000).fill('"a": 1').join(',\n')}}`)
    expect(doubled.filter(({ message }) => message.includes('written twice'))).toHaveLength(100)
    const more = `[${'1,'.repeat(30_000)}1]`
    expect(check(more)).toMatchObject([{ message: expect.stringContaining('20000 values') }])
  })
})

describe('what Runcible made and has to find again', () => {
  const refused: [name: string, path: string, change: (spec: Spec) => void][] = [
    ['its root filesystem', 'root.path', (spec) => Object.assign(spec.root, { path: '/' })],
    [
      'its cgroup',
      'linux.cgroupsPath',
      (spec) => Object.assign(spec.linux ?? {}, { cgroupsPath: '/other' }),
    ],
    [
      'its ids',
      'linux',
      (spec) =>
        Object.assign(spec.linux ?? {}, {
          uidMappings: [{ containerID: 0, hostID: 0, size: 1 }],
          namespaces: [...(spec.linux?.namespaces ?? [])],
        }),
    ],
    [
      'its own notes',
      'annotations',
      (spec) => Object.assign(spec, { annotations: { 'io.runcible.criu.config': '/x' } }),
    ],
    ['a mount that is gone', 'mounts', (spec) => void spec.mounts?.pop()],
    [
      'a mount that is another',
      'mounts',
      (spec) => Object.assign(spec.mounts?.at(-1) ?? {}, { source: '/etc/hosts' }),
    ],
    [
      'a mount of its folders',
      'mounts',
      (spec) => void spec.mounts?.push({ destination: '/x', type: 'bind', source: STATE }),
    ],
    ['nothing to run', 'process.args', (spec) => Object.assign(spec.process, { args: [] })],
  ]
  test.each(refused)('%s', (_, path, change) => {
    const config = edited(change)
    const [first, ...others] = errors(config)
    expect(others).toEqual([])
    expect(first?.path.startsWith(path), first?.path).toBe(true)
    expect(() => requireConfig(config, before, held())).toThrow(first?.message)
  })

  test('a network that it keeps; its own may become the machine’s', () => {
    const hostNetwork = edited((spec) => {
      if (!spec.linux) return
      spec.linux.namespaces = spec.linux.namespaces?.filter(({ type }) => type !== 'network')
    })
    expect(errors(hostNetwork)).toEqual([])
    expect(check(hostNetwork)).toMatchObject(
      [{ level: 'warning', path: 'linux.namespaces', message: /less than before/ }].map((one) => ({
        ...one,
        message: expect.stringMatching(one.message),
      })),
    )
    expect(errors(hostNetwork, { kind: 'container', container: 'db' })).toMatchObject([
      { path: 'linux.namespaces' },
    ])
  })

  test('what opens it is said, and allowed', () => {
    const config = edited((spec) => {
      Object.assign(spec, {
        hooks: { poststart: [{ path: '/usr/bin/touch', args: ['touch', '/x'] }] },
      })
      spec.process.capabilities?.bounding?.push('CAP_SYS_ADMIN')
    })
    expect(check(config).map(({ level, path }) => [level, path])).toEqual(
      expect.arrayContaining([
        ['warning', 'hooks'],
        ['warning', 'process.capabilities'],
      ]),
    )
    expect(requireConfig(config, before, held()).process.args).toEqual(before.process.args)
  })
})
