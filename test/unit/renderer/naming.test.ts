import { describe, expect, it } from 'vitest'
import { whyNotGroup } from '../../../renderer/actions/groups.ts'
import { baseName } from '../../../renderer/actions/templates.ts'
import { toRequest } from '../../../renderer/create/form.ts'
import { formOf } from '../../../renderer/create/from-request.ts'
import { groupKey, groupOf, isGroupKey } from '../../../renderer/groups/group.ts'
import { groupEntries } from '../../../renderer/header/palette-groups.ts'
import { matches, toLines } from '../../../renderer/list/rows.ts'
import { keyOf, placed } from '../../../renderer/model.ts'
import { namingFieldsOf, toNaming } from '../../../renderer/parts/naming-fields.ts'
import { restartWords } from '../../../renderer/words/restarts.ts'
import {
  CreateRequest,
  Naming,
  type TemplateInput,
  TemplateRequest,
} from '../../../shared/model.ts'
import { fakeContainer as engineContainer } from '../../fixtures/fake-containers.ts'

const member = (id: string, naming: object, differs = {}) =>
  placed('own', engineContainer(id, { naming: Naming.parse(naming), ...differs }))
const shop = { host: 'own', namespace: 'default', group: 'shop' }
const SHOP = groupKey(shop)
const ended = { state: 'stopped', status: 'stopped' } as const
const members = [
  member('web', { group: 'shop', order: 2, labels: { app: 'shop', 'x/y': '' } }),
  member('db-10', { group: 'shop', name: 'Database' }),
  member('db-2', { group: 'shop' }),
]
const alone = member('alone', {})

describe('a group in the list', () => {
  const lines = (folded: string[] = [], query = '') =>
    toLines([alone, ...members], ['own'], query, folded).map((line) =>
      line.kind === 'group'
        ? `${line.group.group}${line.folded ? ' folded' : ''} ${line.members.length}`
        : line.kind === 'row'
          ? `${line.inGroup ? '- ' : ''}${line.container.id}`
          : line.kind,
    )

  it('stands above those that are in none, its members in their order', () => {
    expect(lines()).toEqual(['shop 3', '- db-2', '- db-10', '- web', 'alone'])
  })

  it('folds; what is searched for is seen all the same', () => {
    expect(lines([SHOP])).toEqual(['shop folded 3', 'alone'])
    expect(lines([SHOP], 'database')).toEqual(['shop 1', '- db-10'])
  })

  it('is found by its name, and by labels', () => {
    const web = members[0] as (typeof members)[0]
    for (const query of ['shop', 'app=shop', 'x/y', 'web app=']) {
      expect(matches(web, query), query).toBe(true)
    }
    expect(matches(web, 'app=other')).toBe(false)
  })

  it('has a key that no container can have, as long as somebody is in it', () => {
    const byKey = new Map(members.map((one) => [keyOf(one), one]))
    expect(isGroupKey(byKey, SHOP)).toBe(true)
    expect(isGroupKey(byKey, groupKey({ ...shop, group: 'other' }))).toBe(false)
    expect(groupOf(alone)).toBeNull()
  })
})

describe('what can be done to a group', () => {
  const around = { ready: true, preflight: null }
  const all = members.map((one) => ({ ...one, ...ended }))

  it('follows from its members', () => {
    expect(whyNotGroup('start', members, around)).toBe('all of it runs')
    expect(whyNotGroup('stop', members, around)).toBeNull()
    expect(whyNotGroup('delete', members, around)).toMatch(/^not ended yet: web/)
    expect(whyNotGroup('stop', all, around)).toBe('none of it runs')
    expect(whyNotGroup('delete', all, around)).toBeNull()
    expect(whyNotGroup('start', all, { ...around, ready: false })).toMatch(/connection/)
  })

  it('a restart that is due can be stopped', () => {
    const dueAt = new Date().toISOString()
    const pending = all.map((one) => ({ ...one, restarts: { count: 1, dueAt } }))
    expect(whyNotGroup('stop', pending, around)).toBeNull()
  })

  it('stands in the palette, but what loses something', () => {
    const labels = groupEntries([...all, alone], () => around).map(({ label }) => label)
    expect(labels).toEqual(['Go to group shop', 'Start group shop'])
  })
})

describe('restarts in words', () => {
  const words = (restarts: { count: number; dueAt: string | null }, differs = {}) =>
    restartWords(member('a', { restarts: 3 }, { restarts, ...differs }))
  it('say how far they have come', () => {
    expect(words({ count: 0, dueAt: null })).toBeNull()
    expect(words({ count: 2, dueAt: null })).toBe('restart 2 of 3')
    expect(words({ count: 2, dueAt: new Date().toISOString() }, ended)).toBe('restart 2 of 3 soon')
    expect(words({ count: 3, dueAt: null }, ended)).toBe('given up after 3')
  })
})

describe('names as typed', () => {
  it('are read as they were written', () => {
    const naming = Naming.parse({
      name: 'A b',
      group: 'g',
      order: 4,
      restarts: 2,
      labels: { a: 'x=y', b: '' },
    })
    expect(toNaming(namingFieldsOf(naming))).toEqual(naming)
    expect(toNaming(namingFieldsOf(Naming.parse({})))).toEqual(Naming.parse({}))
  })

  it('blanks around them are nobody’s', () => {
    const fields = namingFieldsOf(Naming.parse({}))
    expect(toNaming({ ...fields, name: ' ', labels: ' a = b \n\n c' })).toMatchObject({
      labels: { a: 'b', c: '' },
    })
  })
})

/** Every choice that the dialog has, made other than by default. Whoever adds one to the request adds it here. */
const FULL: TemplateInput = {
  source: { kind: 'rootfs', path: '/r' },
  process: {
    args: ['sh', '-c', "echo 'a b'"],
    env: ['A=1', 'B=x y'],
    cwd: '/tmp',
    user: '1:2',
    terminal: false,
  },
  stdin: 'once',
  hostname: 'h',
  limits: { memory: 2 ** 30, cpus: 0.5, pids: 7 },
  network: {
    kind: 'outbound',
    ports: [{ hostAddress: '0.0.0.0', hostPort: 53, containerPort: 5353, protocol: 'udp' }],
    hostLoopback: true,
    dns: ['192.0.2.1'],
  },
  readonlyRootfs: true,
  runtime: {
    systemdCgroup: true,
    noPivot: true,
    noNewKeyring: true,
    binary: '/x',
    ioUid: 3,
    logSizeMax: 65_536,
  },
  naming: { name: 'N', labels: { a: 'b' }, group: 'g', order: 1, restarts: 2 },
  mounts: [
    { kind: 'bind', source: '/s', destination: '/d', readonly: true, propagation: 'rslave' },
    { kind: 'tmpfs', destination: '/t', size: 3 * 2 ** 20, mode: 0o700, noexec: false },
    { kind: 'volume', name: 'v', destination: '/v', copyUp: false },
    { kind: 'volume', destination: '/w' },
  ],
  devices: [{ path: '/dev/fuse', containerPath: '/dev/f', permissions: 'rw' }],
  imageVolumes: 'ignore',
  security: {
    capabilities: { add: ['CAP_NET_RAW'], drop: ['CAP_KILL'] },
    seccomp: { kind: 'file', path: '/p.json' },
    noNewPrivileges: true,
    maskedPaths: ['/proc/keys'],
    readonlyPaths: 'none',
    rlimits: [{ type: 'RLIMIT_NOFILE', soft: 64, hard: 'unlimited' }],
    idMap: { kind: 'ids', uid: 1000, gid: 2000, count: 10 },
    namespaces: { ipc: 'host' },
    sysctls: { 'kernel.shmmax': '1' },
    oomScoreAdj: 5,
    domainname: 'd',
  },
}

describe('a template in the dialog', () => {
  it('knows every part of a request', () => {
    const parts = Object.keys(CreateRequest.shape).filter(
      (key) => !['id', 'namespace'].includes(key),
    )
    expect(Object.keys(FULL).sort()).toEqual(parts.sort())
  })

  it.each([
    FULL,
    {
      source: { kind: 'starter' },
      process: { terminal: true },
      network: 'own',
      readonlyRootfs: false,
    },
    { source: { kind: 'bundle', path: '/b' } },
    { source: { kind: 'bundle', path: '/b' }, network: { kind: 'container', container: 'w' } },
    {
      source: { kind: 'bundle', path: '/b' },
      security: { privileged: true, seccomp: { kind: 'none' }, idMap: { kind: 'user', user: 'u' } },
    },
    { source: { kind: 'bundle', path: '/b' }, network: 'own', process: { terminal: false } },
    { source: { kind: 'checkpoint', checkpoint: 'c1' }, limits: { pids: 3 } },
    {
      source: { kind: 'image', image: 'shop:1' },
      process: { terminal: true },
      network: 'own',
      readonlyRootfs: false,
    },
  ] as TemplateInput[])('%#: becomes the same request again', (template) => {
    const again = TemplateRequest.parse(toRequest(formOf(template), 'x'))
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
    const { process = {}, ...rest } = plain(again)
    const wanted = plain(TemplateRequest.parse(template))
    const { process: wantedProcess = {}, ...wantedRest } = wanted
    expect(rest).toEqual(wantedRest)
    expect(process).toEqual(wantedProcess)
  })

  it.each([
    ['Web server', 'web-server'],
    ['Ünïcode & more!', 'unicode-more'],
    ['…', 'container'],
    ['-rf /', 'rf'],
  ])('%s names its containers %s', (name, base) => {
    const made = baseName(name)
    expect(made).toBe(base)
    expect(CreateRequest.shape.id.safeParse(`${made}-1`).success).toBe(true)
  })
})
