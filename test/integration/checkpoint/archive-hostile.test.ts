import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultSpec } from '../../../electron/engine/bundle/defaults.ts'
import type { WireError } from '../../../shared/errors.ts'
import { coreImage, field, ids } from '../../support/criu-images.ts'
import { type Entry, tar } from '../../support/tar.ts'
import { failure, names, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { bring, look, skipReason } from './archive-rig.ts'

const GIB = 1024 ** 3

let engine: TestEngine
let before: ReturnType<typeof outside>
const place = (...parts: string[]) => engine.place.path(...parts)
const store = () => names(join(engine.place.folders.state, 'checkpoints'))

/** What no archive may reach: the host's own users, and what lies beside it. */
const outside = () => {
  const { nlink, mtimeMs, ctimeMs, size } = statSync('/etc/shadow')
  return {
    shadow: { nlink, mtimeMs, ctimeMs, size },
    names: [place(), place('beside')].map((dir) => names(dir).sort()),
    secret: readFileSync(place('beside/secret'), 'utf8'),
  }
}

beforeEach(async () => {
  engine = await TestEngine.open()
  mkdirSync(place('beside'))
  writeFileSync(place('beside/secret'), 'kept')
  writeFileSync(place('x.tar'), '')
  before = outside()
})
afterEach(() => engine.clear())

const spec = (change: object = {}) => JSON.stringify({ ...defaultSpec(false), ...change })
const member = (
  name: string,
  content: string | Buffer = 'x',
  rest: Partial<Entry> = {},
): Entry => ({
  name,
  content,
  ...rest,
})
const INVENTORY = member('checkpoint/inventory.img')
const SPEC = member('spec.dump', spec())
const CONFIG = member('config.dump', JSON.stringify({ id: 'x', name: 'x' }))
/** As little as is taken for a moment. */
const LEAST = [CONFIG, SPEC, INVENTORY]
const withFiles = (...files: Entry[]) => [...LEAST, member('rootfs-diff.tar', tar(files))]
/** What our own archives end with: the hashes of the rest. */
const own = (members: readonly Entry[], change: object = {}): Entry =>
  member(
    'runcible.json',
    JSON.stringify({
      version: 1,
      checkpoint: {
        name: 'x',
        container: { namespace: 'default', id: 'x' },
        createdAt: '2026-11-24T04:00:00.000Z',
        options: {},
        frozenMs: null,
        terminal: false,
        args: [],
        lostExecs: [],
      },
      sourceRootfs: '/x',
      image: null,
      consoleSize: null,
      hashes: Object.fromEntries(
        members.map(({ name, content = '' }) => [
          name,
          createHash('sha256').update(content).digest('hex'),
        ]),
      ),
      ...change,
    }),
  )
const zstd = (bytes: Buffer) =>
  execFileSync('zstd', ['--quiet', '--stdout'], { input: bytes, maxBuffer: GIB })

const isReadable = (message: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a terminal
  message.length < 400 && !/[\x00-\x1f]/.test(message)

/** Refused by a look and by an import alike, in a sentence that can be read; nothing is left and nothing outside was touched. */
async function refused(bytes: Buffer, wanted: Partial<WireError>): Promise<void> {
  const path = place('x.tar')
  writeFileSync(path, bytes)
  const rootfs = place('beside')
  const both = [() => look(engine, path), () => bring(engine, { path, rootfs, allow: ALL })]
  for (const tried of both) {
    const wrong = await failure(tried())
    expect(wrong).toMatchObject(wanted)
    expect(isReadable(wrong.message)).toBe(true)
    expect(store()).toEqual([])
    expect(outside()).toEqual(before)
  }
}
const UNFILTERED = 'seccomp: no filter of system calls'
const ALL = [UNFILTERED, 'files: devices', 'files: set-user-id', 'files: capabilities']
const says = (message: string) => ({
  code: 'invalid-input' as const,
  message: expect.stringContaining(message),
})

describe('a hostile archive is refused, and nothing of it is left:', unless(skipReason), () => {
  const out = says('leads out of its folder')
  test.each<[string, Entry[], Partial<WireError>]>([
    ['a name that leads out', [...LEAST, member('checkpoint/../../evil.img')], out],
    ['an absolute name', [...LEAST, member('/evil')], out],
    ['a name with a line break', [...LEAST, member('checkpoint/a\n.img')], out],
    [
      'a name that only a pax reader sees',
      [...LEAST, member('x', 'x', { pax: { path: '../evil' } })],
      out,
    ],
    ['the same name twice', [...LEAST, INVENTORY], says('twice')],
    ['the same name in two ways', [...LEAST, member('./checkpoint/inventory.img')], says('twice')],
    [
      'a link in the place of an image',
      [...LEAST, { name: 'checkpoint/pages-1.img', type: '2', link: '/etc/shadow' }],
      says('neither a file nor a folder'),
    ],
    [
      'images that build on others',
      [...LEAST, { name: 'checkpoint/parent', type: '2', link: '../..' }],
      says('build on those of another moment'),
    ],
    [
      'a hard link out',
      [...LEAST, { name: 'checkpoint/pages-1.img', type: '1', link: '/etc/shadow' }],
      says('neither a file nor a folder'),
    ],
    [
      'a device',
      [...LEAST, { name: 'checkpoint/pages-1.img', type: '4', device: [8, 0] }],
      says('neither a file nor a folder'),
    ],
    [
      'a folder made a link, and a file through it',
      [...LEAST.slice(0, 2), { name: 'checkpoint', type: '2', link: place0 }, INVENTORY],
      says('neither a file nor a folder'),
    ],
    [
      '10 GiB that are not there',
      [...LEAST, { name: 'checkpoint/pages-1.img', type: 'S', realSize: 10 * GIB }],
      says('SparseFile'),
    ],
    [
      'a config that is too long',
      [member('config.dump', 'x'.repeat(5 * 1024 ** 2)), SPEC, INVENTORY],
      says('longer than'),
    ],
    [
      'one that is too deep',
      [member('config.dump', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`), SPEC, INVENTORY],
      says('nested'),
    ],
    ['one that is no JSON', [member('config.dump', '{'), SPEC, INVENTORY], says('no JSON')],
    ['no config', [SPEC, INVENTORY], says('no config.dump')],
    ['no spec', [CONFIG, INVENTORY], says('no spec.dump')],
    [
      'a command without an end',
      [CONFIG, member('spec.dump', spec({ process: { args: ['x'.repeat(600_000)] } })), INVENTORY],
      says('longer than 512 KiB'),
    ],
    [
      'another hash',
      [...LEAST, own([...LEAST.slice(1), { ...CONFIG, content: '{}' }])],
      says('hash'),
    ],
    ['a part less', [CONFIG, SPEC, own(LEAST)], says('missing')],
    ['a part more', [...LEAST, member('checkpoint/a.img'), own(LEAST)], says('was added')],
    ['files that lead out', withFiles(member('../evil')), out],
    ['a hard link out of the files', withFiles({ name: 'l', type: '1', link: '/etc/shadow' }), out],
    ['one by its way up', withFiles({ name: 'l', type: '1', link: '../../../etc/shadow' }), out],
    [
      'a file behind a link',
      withFiles({ name: 'l', type: '2', link: '/etc' }, member('l/evil')),
      says('behind a link'),
    ],
    [
      'a hard link behind a link',
      withFiles({ name: 'l', type: '2', link: '/etc' }, { name: 'h', type: '1', link: 'l/shadow' }),
      says('behind a link'),
    ],
    [
      '10 GiB of files that are not there',
      withFiles({ name: 'big', type: 'S', realSize: 10 * GIB }),
      says('SparseFile'),
    ],
    [
      'files that are no tar',
      [...LEAST, member('rootfs-diff.tar', 'x'.repeat(1024))],
      says('no tar'),
    ],
  ])('%s', async (_what, entries, wanted) => {
    const known = entries.map((entry) =>
      entry.link === place0 ? { ...entry, link: place('beside') } : entry,
    )
    await refused(tar(known), wanted)
  })

  test('what is cut off, packed or not', async () => {
    const whole = tar([...LEAST, member('checkpoint/pages-1.img', Buffer.alloc(100_000, 'x'))])
    await refused(whole.subarray(0, 50_000), says('no tar'))
    await refused(whole.subarray(0, 50_176), says('no tar'))
    await refused(gzipSync(whole).subarray(0, 500), says('cannot be unpacked'))
    const packed = zstd(whole)
    await refused(packed.subarray(0, packed.length - 20), says('cannot be unpacked'))
    await refused(Buffer.from('not a tar at all'), says('no tar'))
    await refused(Buffer.alloc(0), says('no spec.dump'))
  })

  test('what was removed by paths that lead out, once there is something to remove it from', async () => {
    for (const path of ['../../beside/secret', '/', 'a\0b']) {
      writeFileSync(
        place('x.tar'),
        tar([...LEAST, member('deleted.files', JSON.stringify([path]))]),
      )
      const allow = [UNFILTERED]
      const wrong = await failure(
        bring(engine, { path: place('x.tar'), rootfs: place('beside'), allow }),
      )
      expect(wrong).toMatchObject({ code: 'invalid-input' })
      expect(isReadable(wrong.message)).toBe(true)
      expect(store()).toEqual([])
      expect(outside()).toEqual(before)
    }
  })

  test('more in it than it may come to: by its bytes, and by how often it is packed', async () => {
    const path = place('x.tar')
    const zeros = Buffer.alloc(64 * 1024 ** 2)
    for (const pack of [gzipSync, zstd]) {
      writeFileSync(path, pack(tar([...LEAST, member('checkpoint/pages-1.img', zeros)])))
      for (const [bounds, message] of [
        [{ bytes: 1024 ** 2 }, 'GiB'],
        [{ anyRatio: 1024 ** 2, ratio: 100 }, '100 times'],
        [{ entries: 3 }, '3 files'],
      ] as const) {
        expect(await failure(lookWithin(path, bounds))).toMatchObject(says(message))
      }
    }
  })
})

const place0 = '\u0001'

/** As the engine does it, within other bounds. */
async function lookWithin(path: string, bounds: object) {
  const { lookAtArchive } = await import('../../../electron/engine/checkpoint/archive/look.ts')
  const { DEFAULT_BOUNDS } = await import('../../../electron/engine/checkpoint/archive/read.ts')
  const { findPrograms } = await import('../../../electron/engine/runtime/tools.ts')
  const { Layout } = await import('../../../electron/engine/paths.ts')
  const { ImageStore } = await import('../../../electron/engine/images/store.ts')
  const layout = new Layout(engine.place.folders)
  const programs = await findPrograms('')
  const context = { layout, programs, images: new ImageStore(layout) }
  const signal = new AbortController().signal
  const all = { ...DEFAULT_BOUNDS, ...bounds }
  return lookAtArchive({ context, path, signal, progress: () => {}, bounds: all })
}

describe('what an archive asks for', unless(skipReason), () => {
  const wanted = async (entries: Entry[]) => {
    writeFileSync(place('x.tar'), tar(entries))
    return look(engine, place('x.tar'))
  }

  test('is told, and refused where nobody allows it: devices, set-user-id, capabilities of files', async () => {
    const entries = withFiles(
      { name: 'disk', type: '4', device: [8, 0], mode: 0o666 },
      member('asroot', 'x', { mode: 0o4755 }),
      member('able', 'x', { pax: { 'SCHILY.xattr.security.capability': Buffer.alloc(20, 1) } }),
    )
    const { wants } = await wanted(entries)
    expect(wants.map(({ key }) => key).sort()).toEqual([...ALL].sort())
    const path = place('x.tar')
    const rootfs = place('beside')
    for (const key of ALL) {
      const allow = ALL.filter((other) => other !== key)
      const what = wants.find((want) => want.key === key)?.what
      expect(await failure(bring(engine, { path, rootfs, allow }))).toMatchObject({
        code: 'failed-precondition',
        field: 'allow',
        message: `it wants what was not allowed: ${what}`,
      })
      expect(store()).toEqual([])
    }
  })

  test('of the machine is told; hooks and options of CRIU’s are left out, whatever is allowed', async () => {
    const { linux, mounts = [], process } = defaultSpec(false)
    const hostile = {
      process: { ...process, apparmorProfile: 'x', capabilities: { bounding: ['CAP_SYS_ADMIN'] } },
      hooks: { prestart: [{ path: '/bin/touch', args: ['touch', place('beside/ran')] }] },
      annotations: { 'org.criu.config': '/etc/evil', 'org.opencontainers.image.title': 'fine' },
      mounts: [...mounts, { destination: '/x', type: 'bind', source: '/etc', options: ['rbind'] }],
      linux: {
        ...linux,
        cgroupsPath: '/evil',
        namespaces: linux?.namespaces?.filter(({ type }) => type !== 'pid'),
        devices: [{ path: '/dev/sda', type: 'b', major: 8, minor: 0 }],
        resources: { devices: [{ allow: true, access: 'rwm' }], unified: { a: 'b' } },
        intelRdt: {},
      },
    }
    const entries = [CONFIG, member('spec.dump', spec(hostile)), INVENTORY]
    const seen = await wanted(entries)
    expect(seen.wants.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        '/etc of this machine, at /x',
        'the device /dev/sda (b 8:0)',
        'the use of devices any *:* rwm',
        'more capabilities: CAP_SYS_ADMIN',
        'the machine’s pid namespace',
        'no filter of system calls',
      ]),
    )
    expect(seen.notes.join(' ')).toMatch(/hooks \(1\).*\/etc\/evil/)
    const allow = seen.wants.map(({ key }) => key)
    const { id } = await bring(engine, { path: place('x.tar'), rootfs: place('beside'), allow })
    const config = readFileSync(
      join(engine.place.folders.state, 'checkpoints', id, 'config.json'),
      'utf8',
    )
    expect(config).not.toMatch(/hooks|criu|apparmor|unified|intelRdt|cgroupsPath/)
    expect(config).toContain('"org.opencontainers.image.title": "fine"')
    expect(names(place('beside'))).toEqual(['secret'])
  })

  test('is told of its images, too, where they hold more than its config.json tells of', async () => {
    const { process, linux } = defaultSpec(false)
    const modest = {
      process: {
        ...process,
        noNewPrivileges: true,
        user: { uid: 1000, gid: 1000 },
        capabilities: { bounding: ['CAP_KILL'] },
      },
      linux: { ...linux, seccomp: { defaultAction: 'SCMP_ACT_ERRNO' } },
    }
    const said = async (...rights: Buffer[]) => {
      const image = member('checkpoint/core-1.img', coreImage(...rights))
      const { wants } = await wanted([CONFIG, member('spec.dump', spec(modest)), INVENTORY, image])
      return wants.flatMap(({ key, what }) => (key.startsWith('images: ') ? [what] : []))
    }
    const kill = field(10, 1 << 5)
    expect(await said(ids(1000, 1000), kill, field(18, 1))).toEqual([])
    expect(await said(ids(0, 1000), field(10, 1 << 21), field(14, 42))).toEqual([
      'capabilities that its config.json does not tell of: CAP_SYS_ADMIN',
      'processes that may gain rights by the programs they run, which its config.json rules out',
      'processes of others than its config.json tells of: user 0, group 42',
    ])
    const { wants } = await look(engine, place('x.tar'))
    const [last = ''] = wants.map(({ key }) => key).filter((key) => key.includes('user 0'))
    const allow = wants.map(({ key }) => key).filter((key) => key !== last)
    const tried = bring(engine, { path: place('x.tar'), rootfs: place('beside'), allow })
    expect(await failure(tried)).toMatchObject({
      field: 'allow',
      message: expect.stringMatching(/^it wants what was not allowed: processes of others than/),
    })
  })

  test('cannot be had at all where it mounts a disk, joins a namespace or has no images', async () => {
    const { linux, mounts = [] } = defaultSpec(false)
    const disk = { mounts: [...mounts, { destination: '/x', type: 'ext4', source: '/dev/sda' }] }
    const joined = { linux: { ...linux, namespaces: [{ type: 'pid', path: '/proc/1/ns/pid' }] } }
    for (const [change, why] of [
      [disk, 'it mounts ext4 at /x'],
      [joined, 'it had joined another’s pid namespace'],
    ] as const) {
      const seen = await wanted([CONFIG, member('spec.dump', spec(change)), INVENTORY])
      expect(seen.problem).toBe(why)
      const allow = seen.wants.map(({ key }) => key)
      const tried = bring(engine, { path: place('x.tar'), rootfs: place('beside'), allow })
      expect(await failure(tried)).toMatchObject({ code: 'unsupported' })
    }
    expect((await wanted([CONFIG, SPEC])).problem).toBe('it holds no images of CRIU’s')
    expect(store()).toEqual([])
  })

  test('is known for a moment whatever way its names begin', async () => {
    const entries = LEAST.map((entry) => ({ ...entry, name: `././${entry.name}` }))
    expect((await wanted(entries)).container).toBe('x')
    const probe = await engine.call('paths.probe', { path: place('x.tar') })
    expect(probe.kind).toBe('checkpoint')
  })

  test('is what was shown: an archive that was exchanged meanwhile is refused', async () => {
    const { seen } = await wanted(LEAST)
    const other = member('spec.dump', spec({ process: { args: ['/bin/evil'] } }))
    writeFileSync(place('x.tar'), tar([CONFIG, other, INVENTORY]))
    const tried = bring(engine, { path: place('x.tar'), rootfs: place('beside'), seen })
    expect(await failure(tried)).toMatchObject({
      code: 'invalid-input',
      message: 'the archive is another than the one that was shown',
    })
    expect(store()).toEqual([])
  })
})
