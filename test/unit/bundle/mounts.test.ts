import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { composeSpec } from '../../../electron/engine/bundle/compose.ts'
import { withMounts } from '../../../electron/engine/bundle/mounts.ts'
import { Spec } from '../../../electron/engine/bundle/spec.ts'
import { parseMountAround } from '../../../electron/engine/runtime/mounts.ts'
import { type CreateInput, CreateRequest } from '../../../shared/model.ts'
import { find, parse } from './mounts-rig.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'runcible-m-'))
  mkdirSync(join(dir, 'data'))
  writeFileSync(join(dir, 'file'), '')
})
afterEach(() => rmSync(dir, { recursive: true }))

const bind = (source: string, destination: string, rest = {}) => ({
  kind: 'bind' as const,
  source: join(dir, source),
  destination,
  ...rest,
})

/** What a request is refused with by its schema, as field and sentence. */
const refusal = (rest: Partial<CreateInput>) => {
  const { error } = CreateRequest.safeParse({
    namespace: 'default',
    id: 'x',
    source: { kind: 'starter' },
    ...rest,
  })
  const [issue] = error?.issues ?? []
  return `${issue?.path.join('.')}: ${issue?.message}`
}

describe('mounts as they stand in config.json', () => {
  test('a folder, a file, tmpfs, a named volume, one without a name', async () => {
    const found = await find({
      mounts: [
        bind('data', '/srv/data', { readonly: true }),
        bind('file', '/etc/file'),
        { kind: 'tmpfs', destination: '/scratch', size: 1_048_576, mode: 0o700, noexec: false },
        { kind: 'volume', name: 'db', destination: '/db' },
        { kind: 'volume', destination: '/cache/', readonly: true },
      ],
    })
    const byPlace = Object.fromEntries(found.mounts.map((one) => [one.destination, one]))
    expect(byPlace['/srv/data']).toEqual({
      destination: '/srv/data',
      type: 'bind',
      source: join(dir, 'data'),
      options: ['rbind', 'rprivate', 'nosuid', 'nodev', 'ro', 'rro'],
    })
    expect(byPlace['/etc/file']?.options).toEqual(['bind', 'rprivate', 'nosuid', 'nodev', 'rw'])
    expect(byPlace['/scratch']).toEqual({
      destination: '/scratch',
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'nodev', 'mode=0700', 'size=1048576'],
    })
    expect(byPlace['/db']?.source).toBe('/v/db/data')
    expect(byPlace['/cache']?.options).toEqual(['bind', 'rprivate', 'nosuid', 'nodev', 'ro'])
    expect(found.volumes).toEqual([
      { name: 'db', anonymous: false, destination: '/db', copyUp: true },
      {
        name: expect.stringMatching(/^anon-[0-9a-f]{16}$/),
        anonymous: true,
        destination: '/cache',
        copyUp: true,
      },
    ])
    expect(found.warnings).toEqual([])
  })

  test('a volume without a name has the same one in the preview and in the create, and never one that is there', async () => {
    const of = async (known: string[] = []) =>
      (await find({ mounts: [{ kind: 'volume', destination: '/c' }] }, { known })).volumes[0]?.name
    const name = (await of()) ?? ''
    expect(await of()).toBe(name)
    expect(await of([name])).not.toBe(name)
  })

  test('links of the host are resolved, so that what is warned of is what is mounted', async () => {
    symlinkSync('/etc', join(dir, 'harmless'))
    const found = await find({ mounts: [bind('harmless', '/x')] })
    expect(found.mounts[0]?.source).toBe('/etc')
    expect(found.warnings).toEqual([
      { field: 'mounts.0.source', message: expect.stringContaining('passwords') },
    ])
  })

  test('one takes the place of a usual one, comes before what lies below it, and the outer before the inner', async () => {
    const found = await find({
      mounts: [
        bind('data', '/a/b/c'),
        bind('data', '/a'),
        { kind: 'tmpfs', destination: '/dev/shm', size: 4096 },
        bind('data', '/sys/fs'),
      ],
    })
    const spec = composeSpec(null, parse({}), {
      rootfs: '/r',
      rootless: null,
      cgroupNamespace: false,
      users: { passwd: '', group: '' },
      found,
    })
    expect(spec.mounts?.map(({ destination }) => destination)).toEqual([
      '/proc',
      '/dev',
      '/dev/pts',
      '/dev/shm',
      '/dev/mqueue',
      '/sys',
      '/sys/fs',
      '/sys/fs/cgroup',
      '/a',
      '/a/b/c',
    ])
    expect(spec.mounts?.[3]?.options).toContain('size=4096')
  })

  test('nothing asked for changes nothing', async () => {
    const spec = Spec.parse({ ociVersion: '1', process: {}, root: { path: '/r' } })
    expect(withMounts(spec, await find({}))).toBe(spec)
  })

  test('propagation needs a mount that tells of others', async () => {
    const asked = (propagation: 'rslave' | 'rshared') =>
      find({ mounts: [{ kind: 'bind', source: '/proc', destination: '/p', propagation }] })
    const mountinfo = [
      '1 0 8:1 / / rw,relatime shared:1 - ext4 /dev/x rw',
      '2 1 8:1 / /a rw,noexec master:1 - tmpfs t rw',
      '3 1 8:1 / /a\\040b ro - tmpfs t rw',
      '4 2 8:1 / /a rw - tmpfs over rw',
    ].join('\n')
    expect(parseMountAround(mountinfo, '/ab')).toMatchObject({ point: '/', propagation: 'shared' })
    expect(parseMountAround(mountinfo, '/a b/c')).toMatchObject({ point: '/a b', options: ['ro'] })
    expect(parseMountAround(mountinfo, '/a/x')).toMatchObject({ propagation: 'private' })
    const isPrivate = !/ \/proc .* shared:\d+ - proc/.test(
      readFileSync('/proc/self/mountinfo', 'utf8'),
    )
    if (isPrivate) {
      await expect(asked('rslave')).rejects.toMatchObject({
        code: 'failed-precondition',
        details: { field: 'mounts.0.propagation', hint: expect.stringContaining('make-shared') },
      })
    } else expect((await asked('rshared')).rootfsPropagation).toBe('shared')
  })
})

describe('what cannot be is refused with its field', () => {
  test.each([
    ['relative', { kind: 'tmpfs', destination: 'x' }, /mounts.0.destination: must be an absolute/],
    ['the root', { kind: 'tmpfs', destination: '//./' }, /must not be the container’s root/],
    ['..', { kind: 'tmpfs', destination: '/a/../../etc' }, /must not contain \.\./],
    ['a line break', { kind: 'tmpfs', destination: '/a\nb' }, /line breaks/],
    ['a line break', { kind: 'bind', source: '/a\nb', destination: '/a' }, /mounts.0.source/],
    ['a relative source', { kind: 'bind', source: 'a', destination: '/a' }, /absolute path/],
    ['an option', { kind: 'volume', name: '--rm', destination: '/a' }, /mounts.0.name/],
    ['a path', { kind: 'volume', name: '../x', destination: '/a' }, /mounts.0.name/],
    ['dots', { kind: 'volume', name: '..', destination: '/a' }, /mounts.0.name/],
    ['a tiny tmpfs', { kind: 'tmpfs', destination: '/a', size: 1 }, /mounts.0.size/],
    ['a wild mode', { kind: 'tmpfs', destination: '/a', mode: 0o17777 }, /mounts.0.mode/],
  ])('%s', (_what, mount, message) => {
    expect(refusal({ mounts: [mount as never] })).toMatch(message)
  })

  test('a device with other permissions than r, w and m', () => {
    for (const permissions of ['', 'x', 'rr', 'rwmr']) {
      expect(refusal({ devices: [{ path: '/dev/null', permissions }] })).toMatch(
        /devices.0.permissions/,
      )
    }
  })

  test.each<[string, Partial<CreateInput>, string, string, RegExp]>([
    [
      'nothing there',
      { mounts: [{ kind: 'bind', source: '/no/such', destination: '/a' }] },
      'not-found',
      'mounts.0.source',
      /nothing is at \/no\/such/,
    ],
    [
      'a place twice',
      {
        mounts: [
          { kind: 'tmpfs', destination: '/a/' },
          { kind: 'tmpfs', destination: '//a' },
        ],
      },
      'invalid-input',
      'mounts.1.destination',
      /mounted there already/,
    ],
    [
      'a mount and a device in one place',
      { mounts: [{ kind: 'tmpfs', destination: '/dev/null' }], devices: [{ path: '/dev/null' }] },
      'invalid-input',
      'devices.0.path',
      /mounted there already/,
    ],
    [
      'below /proc',
      { mounts: [{ kind: 'tmpfs', destination: '/proc/x' }] },
      'invalid-input',
      'mounts.0.destination',
      /own \/proc/,
    ],
    [
      'a device as a mount',
      { mounts: [{ kind: 'bind', source: '/dev/zero', destination: '/z' }] },
      'invalid-input',
      'mounts.0.source',
      /is a device/,
    ],
    [
      'a folder as a device',
      { devices: [{ path: '/tmp' }] },
      'invalid-input',
      'devices.0.path',
      /is no device/,
    ],
  ])('%s', async (_what, rest, code, field, message) => {
    const error = await find(rest).catch((thrown) => thrown)
    expect(error).toMatchObject({ code, details: { field } })
    expect(error.message).toMatch(message)
  })
})

describe('an image’s volumes', () => {
  const image = ['/data', '/db/', '/', 'relative', '/a/../..', '/proc/x', '/line\nbreak']

  test('are the container’s own where nothing else is asked for; what cannot be is left out and said', async () => {
    const found = await find(
      { mounts: [{ kind: 'volume', name: 'mine', destination: '/data' }] },
      { image },
    )
    expect(found.volumes.map(({ destination, anonymous }) => [destination, anonymous])).toEqual([
      ['/data', false],
      ['/db', true],
    ])
    expect(found.warnings.map(({ message }) => message.split('"')[1])).toEqual([
      '/',
      'relative',
      '/a/../..',
      '/proc/x',
      '/line\\nbreak',
    ])
  })

  test('are tmpfs, or left alone, when told so', async () => {
    const tmpfs = await find({ imageVolumes: 'tmpfs' }, { image: ['/data'] })
    expect(tmpfs.mounts).toMatchObject([{ destination: '/data', type: 'tmpfs' }])
    expect((await find({ imageVolumes: 'ignore' }, { image: ['/data'] })).mounts).toEqual([])
  })
})
