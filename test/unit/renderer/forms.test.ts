import { describe, expect, it } from 'vitest'
import {
  effectiveTerminal,
  newForm,
  suggestedName,
  toRequest,
} from '../../../renderer/create/form.ts'
import { NO_MOUNTS, newDevice, newMount, toMounts } from '../../../renderer/create/mount-fields.ts'
import {
  choicesFor,
  fromExposed,
  fromNetwork,
  NEW_NETWORK,
  type NetworkFields,
  toNetwork,
} from '../../../renderer/create/network-fields.ts'
import { placedWithContainer } from '../../../renderer/model.ts'
import { fromFields, toFields } from '../../../renderer/parts/limits-fields.ts'
import { NEW_PORT } from '../../../renderer/parts/ports-fields.ts'
import { commandError, EMPTY_PROCESS, toProcess } from '../../../renderer/parts/process-fields.ts'
import { fieldError } from '../../../renderer/parts/use-field-errors.ts'
import { calls } from '../../../shared/contract.ts'
import { inputError } from '../../../shared/errors.ts'
import { CreateRequest, type Image } from '../../../shared/model.ts'
import { fakeCheckpoint, fakeContainer } from '../../fixtures/fake-containers.ts'

const MIB = 2 ** 20

/** An image of which only its names matter here. */
const IMAGE = { id: '', names: [] } as unknown as Image

describe('limits as typed', () => {
  it.each([
    [{}, { memory: '', unit: 'MiB', cpus: '', pids: '' }],
    [
      { memory: 64 * MIB, pids: 5 },
      { memory: '64', unit: 'MiB', cpus: '', pids: '5' },
    ],
    [
      { memory: 2 ** 31, cpus: 0.5 },
      { memory: '2', unit: 'GiB', cpus: '0.5', pids: '' },
    ],
  ] as const)('%j', (limits, fields) => {
    expect(toFields(limits)).toEqual(fields)
    expect(fromFields(fields)).toEqual({
      memory: undefined,
      cpus: undefined,
      pids: undefined,
      ...limits,
    })
  })

  it('what is no number is left to the engine to refuse', () => {
    const limits = fromFields({ memory: '-', unit: 'MiB', cpus: '', pids: '' })
    expect(CreateRequest.shape.limits.safeParse(limits).success).toBe(false)
  })
})

describe('a process as typed', () => {
  it('leaves out what was left empty', () => {
    expect(toProcess(EMPTY_PROCESS)).toEqual({ terminal: true })
  })

  it('takes a command line and lines of environment', () => {
    const fields = {
      ...EMPTY_PROCESS,
      command: "sh -c 'a b'",
      env: 'A=1\n\nB=x y\n',
      cwd: '/tmp',
      user: '1000:1000',
    }
    expect(toProcess(fields)).toEqual({
      args: ['sh', '-c', 'a b'],
      env: ['A=1', 'B=x y'],
      cwd: '/tmp',
      user: '1000:1000',
      terminal: true,
    })
    expect(commandError({ ...EMPTY_PROCESS, command: "sh 'x" })).toMatch(/not closed/)
    expect(commandError(fields)).toBeNull()
  })
})

describe('the create dialog', () => {
  const parse = (request: unknown) => CreateRequest.parse(request)

  it('asks for the starter with a terminal at once', () => {
    expect(parse(toRequest(newForm({}), 'shell-1'))).toMatchObject({
      namespace: 'default',
      id: 'shell-1',
      source: { kind: 'starter' },
      process: { terminal: true },
      stdin: 'open',
      network: { kind: 'own' },
    })
  })

  it('leaves to a bundle what nobody changed', () => {
    const form = newForm({ source: { kind: 'bundle', path: '/b' } })
    const request = parse(toRequest(form, 'b-1'))
    expect(request.process).toEqual({})
    expect(request.network).toBeUndefined()
    expect(request.readonlyRootfs).toBeUndefined()
    const changed = { ...form, terminal: false, network: 'host' as const, readonlyRootfs: true }
    expect(parse(toRequest(changed, 'b-1'))).toMatchObject({
      process: { terminal: false },
      network: { kind: 'host' },
      readonlyRootfs: true,
    })
    expect(effectiveTerminal(form, false)).toBe(false)
    expect(effectiveTerminal({ ...form, terminal: true }, false)).toBe(true)
  })

  it('leaves the process of a checkpoint as it was', () => {
    const form = newForm({ source: { kind: 'checkpoint', checkpoint: 'c1' } })
    const request = toRequest({ ...form, process: { ...form.process, command: 'ls' } }, 'x')
    expect(request).not.toHaveProperty('process')
    expect(request).not.toHaveProperty('network')
  })

  it('carries every advanced option', () => {
    const form = newForm({})
    const runtime = {
      binary: '/opt/runc',
      root: '/run/other',
      systemdCgroup: true,
      noPivot: true,
      noNewKeyring: true,
      ioUid: '1000',
      ioGid: '0',
      criu: '/opt/criu',
      criuWorkPath: '/tmp/work',
      parentCheckpoint: 'c1',
    }
    const fields = { ...runtime, logMax: '1.5' }
    expect(parse(toRequest({ ...form, runtime: fields }, 'a')).runtime).toEqual({
      ...runtime,
      logSizeMax: 1_572_864,
      ioUid: 1000,
      ioGid: 0,
    })
  })

  it('asks for no confinement where nobody touched it, and for what is typed', () => {
    const form = newForm({})
    expect(toRequest(form, 'a').security).toBeUndefined()
    const security = {
      ...form.security,
      privileged: true,
      add: ['all'],
      drop: ['CAP_KILL'],
      seccomp: 'file' as const,
      profile: '/p.json',
      noNewPrivileges: true,
      masked: { choice: 'list' as const, list: ' /proc/kcore\n\n/proc/keys ' },
      readonly: { choice: 'none' as const, list: 'unused' },
      rlimits: [{ type: 'RLIMIT_NOFILE' as const, soft: '5', hard: '' }],
      ids: 'ids' as const,
      shared: ['pid' as const],
      sysctls: 'kernel.sem = 1 2 3 4\nnet.core.somaxconn=5',
      oomScoreAdj: '-7',
      domainname: 'there',
    }
    expect(parse(toRequest({ ...form, security }, 'a')).security).toEqual({
      privileged: true,
      capabilities: { add: ['all'], drop: ['CAP_KILL'] },
      seccomp: { kind: 'file', path: '/p.json' },
      noNewPrivileges: true,
      maskedPaths: ['/proc/kcore', '/proc/keys'],
      readonlyPaths: 'none',
      rlimits: [{ type: 'RLIMIT_NOFILE', soft: 5, hard: 'unlimited' }],
      idMap: { kind: 'ids', uid: 100_000, gid: 100_000, count: 65_536 },
      namespaces: { pid: 'host' },
      sysctls: { 'kernel.sem': '1 2 3 4', 'net.core.somaxconn': '5' },
      oomScoreAdj: -7,
      domainname: 'there',
    })
    const wrong = { ...security, rlimits: [{ ...security.rlimits[0], hard: 'x' }] }
    const asked = toRequest({ ...form, security: wrong as typeof security }, 'a')
    const said = CreateRequest.safeParse(asked).error
    expect(said?.issues[0]?.path.slice(0, 2)).toEqual(['security', 'rlimits'])
    const ofUser = { ...form.security, ids: 'user' as const, user: 'containers' }
    expect(parse(toRequest({ ...form, security: ofUser }, 'a')).security).toEqual({
      idMap: { kind: 'user', user: 'containers' },
    })
  })

  it('suggests a free name that fits the source', () => {
    const checkpoint = placedWithContainer('own', fakeCheckpoint(1, fakeContainer('web')))
    const name = (preset: Parameters<typeof newForm>[0], ...taken: string[]) =>
      suggestedName(newForm(preset), new Set(taken), preset.source ? checkpoint : undefined)
    expect(name({}, 'shell-1')).toBe('shell-2')
    expect(name({ source: { kind: 'bundle', path: '/tmp/my bundle/' } })).toBe('my-bundle-1')
    expect(name({ source: { kind: 'checkpoint', checkpoint: 'c1' } }, 'webb')).toBe('webc')
    const id = `sha256:${'ab'.repeat(32)}`
    const ofImage = (...names: string[]) =>
      suggestedName(newForm({ source: { kind: 'image', image: id } }), new Set(), undefined, {
        ...IMAGE,
        id,
        names,
      })
    expect(ofImage('localhost:5000/team/shop:1')).toBe('shop-1')
    expect(ofImage()).toBe('abababababab-1')
  })
})

describe('what the engine says about a field', () => {
  const refused = CreateRequest.safeParse(toRequest(newForm({}), 'a b'))
  if (refused.success) throw new Error('a name with a blank must be refused')
  const error = inputError(refused.error, 'containers.create').toWire()

  it('stands at that field, without the path to it', () => {
    expect(fieldError(error, 'id')).toBe('only letters, digits and _ + . - (runc’s rule)')
    expect(fieldError(error, 'limits')).toBeUndefined()
    expect(fieldError(undefined, 'id')).toBeUndefined()
  })

  it('stands at the field that holds the one at fault', () => {
    const input = { namespace: 'default', id: 'a', request: { args: ['sh'], env: ['nonsense'] } }
    const parsed = calls['execs.create'].input.safeParse(input)
    if (parsed.success) throw new Error('such an environment must be refused')
    const wire = inputError(parsed.error, 'execs.create').toWire()
    expect(fieldError(wire, 'request.env')).toBe('must read NAME=value')
    expect(fieldError(wire, 'request.e')).toBeUndefined()
  })
})

describe('mounts as typed', () => {
  const parse = (fields: Partial<typeof NO_MOUNTS>) =>
    CreateRequest.safeParse({
      namespace: 'default',
      id: 'x',
      source: { kind: 'starter' },
      ...toMounts({ ...NO_MOUNTS, ...fields }),
    })

  it('nothing typed is nothing said', () => {
    expect(toMounts(NO_MOUNTS)).toEqual({})
  })

  it('each kind says what it has a use for', () => {
    const typed = {
      source: '/s',
      name: 'v',
      destination: '/d',
      readonly: true,
      size: '1.5',
      mode: '0700',
    }
    const mounts = (['bind', 'tmpfs', 'volume'] as const).map((kind) => ({
      ...newMount(kind),
      ...typed,
    }))
    const devices = [{ ...newDevice(), path: '/dev/x', write: false }]
    expect(parse({ mounts, devices, imageVolumes: 'ignore' }).data).toMatchObject({
      mounts: [
        { kind: 'bind', source: '/s', destination: '/d', readonly: true, propagation: 'rprivate' },
        { kind: 'tmpfs', destination: '/d', size: 1.5 * MIB, mode: 0o700, noexec: true },
        { kind: 'volume', name: 'v', destination: '/d', readonly: true, copyUp: true },
      ],
      devices: [{ path: '/dev/x', permissions: 'rm' }],
      imageVolumes: 'ignore',
    })
  })

  it('what is no number, and a device that nobody may use, is left to the engine to refuse', () => {
    const tmpfs = { ...newMount('tmpfs'), destination: '/d' }
    expect(parse({ mounts: [{ ...tmpfs, mode: '9' }] }).success).toBe(false)
    expect(parse({ mounts: [{ ...tmpfs, size: '-' }] }).success).toBe(false)
    const device = { ...newDevice(), path: '/dev/x', read: false, write: false, mknod: false }
    expect(parse({ devices: [device] }).success).toBe(false)
    expect(parse({ mounts: [tmpfs] }).success).toBe(true)
  })
})

describe('a network as chosen', () => {
  const way = (fields: Partial<NetworkFields>) =>
    CreateRequest.shape.network.safeParse(toNetwork('outbound', { ...NEW_NETWORK, ...fields }))
  const port = { ...NEW_PORT, hostPort: '8080', containerPort: '80' }

  it('takes ports, name servers and loopback as typed; one port stands for both', () => {
    const fields = {
      ports: [port, { ...NEW_PORT, containerPort: '53', protocol: 'udp' as const }, NEW_PORT],
      dns: '192.0.2.1, 192.0.2.2',
      hostLoopback: true,
    }
    expect(way(fields).data).toEqual({
      kind: 'outbound',
      hostLoopback: true,
      dns: ['192.0.2.1', '192.0.2.2'],
      ports: [
        { hostAddress: '127.0.0.1', hostPort: 8080, containerPort: 80, protocol: 'tcp' },
        { hostAddress: '127.0.0.1', hostPort: 53, containerPort: 53, protocol: 'udp' },
      ],
    })
    expect(fromNetwork(way(fields).data)).toMatchObject({
      dns: '192.0.2.1 192.0.2.2',
      ports: [port, {}],
    })
  })

  it('says at which field it is wrong', () => {
    const cases: [Partial<NetworkFields>, (string | number)[]][] = [
      [{ ports: [{ ...port, hostPort: 'x' }] }, ['ports', 0, 'hostPort']],
      [{ ports: [port, { ...port, containerPort: '81' }] }, ['ports', 1, 'hostPort']],
      [{ ports: [{ ...port, hostAddress: 'here' }] }, ['ports', 0, 'hostAddress']],
      [{ dns: 'one' }, ['dns', 0]],
    ]
    for (const [fields, path] of cases) expect(way(fields).error?.issues[0]?.path).toEqual(path)
  })

  it('offers a restored process what it can have', () => {
    expect(choicesFor('checkpoint', { kind: 'host' })).toEqual([])
    expect(choicesFor('checkpoint', { kind: 'container', container: 'a' })).toEqual([
      'source',
      'container',
    ])
    expect(choicesFor('checkpoint', way({}).data)).toEqual(['source', 'outbound', 'own'])
    expect(choicesFor('bundle', null)[0]).toBe('source')
    expect(toNetwork('source', NEW_NETWORK)).toBeUndefined()
  })

  it('begins with the ports that an image says it listens on', () => {
    expect(fromExposed(['80/tcp', '5353/udp', '9000', 'x'])).toEqual([
      { ...NEW_PORT, hostPort: '8080', containerPort: '80' },
      { ...NEW_PORT, hostPort: '5353', containerPort: '5353', protocol: 'udp' },
      { ...NEW_PORT, hostPort: '9000', containerPort: '9000' },
    ])
  })
})
