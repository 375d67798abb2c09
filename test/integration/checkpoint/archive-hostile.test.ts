import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WireError } from '../../../shared/errors.ts'
import {
  ALL,
  CONFIG,
  INVENTORY,
  LEAST,
  member,
  SPEC,
  spec,
  UNFILTERED,
  withFiles,
} from '../../support/archive-parts.ts'
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

beforeAll(async () => {
  engine = await TestEngine.open()
  mkdirSync(place('beside'))
  writeFileSync(place('beside/secret'), 'kept')
  writeFileSync(place('x.tar'), '')
  before = outside()
})
afterAll(() => engine.clear())

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
