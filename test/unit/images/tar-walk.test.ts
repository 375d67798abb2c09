import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type TarEntry, TarWalk } from '../../../electron/engine/images/tar-walk.ts'
import { type Entry, tar } from '../../support/tar.ts'

async function walk(bytes: Buffer, piece = 1_000_000): Promise<TarEntry[]> {
  const found: TarEntry[] = []
  const walker = await TarWalk.open({ tell: (entry) => found.push(entry) })
  for (let at = 0; at < bytes.length; at += piece) walker.write(bytes.subarray(at, at + piece))
  walker.end()
  return found
}

/** One record of a pax header, its length found out as pax has it: of itself too. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  let length = Buffer.byteLength(rest)
  while (length !== Buffer.byteLength(`${length}${rest}`))
    length = Buffer.byteLength(`${length}${rest}`)
  return `${length}${rest}`
}
const pax = (...records: string[]): Entry => ({ name: 'pax', type: 'x', content: records.join('') })
const EVIL = '../../etc/evil'

/** What GNU tar writes of a folder, in one of its forms. */
function packed(format: string, ...flags: string[]): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'runcible-tar-'))
  try {
    const deep = 'länge-name-'.repeat(15)
    mkdirSync(join(dir, deep))
    writeFileSync(join(dir, deep, `${deep}file`), 'x'.repeat(1000))
    symlinkSync(`../${deep}${deep}`, join(dir, 'link'))
    writeFileSync(join(dir, 'sparse'), '')
    truncateSync(join(dir, 'sparse'), 9 * 1024 ** 3)
    return execFileSync(
      'tar',
      ['--create', `--format=${format}`, '--sort=name', ...flags, '-C', dir, '.'],
      { maxBuffer: 64 * 1024 ** 2 },
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
}

describe('what GNU tar writes', () => {
  test.each([
    ['gnu', ['--exclude=sparse']],
    ['pax', ['--sparse', '--sparse-version=0.1']],
    ['pax', ['--sparse', '--sparse-version=1.0']],
  ] as const)('in its %s form %j: long names, links, holes', async (format, flags) => {
    const deep = 'länge-name-'.repeat(15)
    const bytes = packed(format, ...flags)
    const found = await walk(bytes)
    const sparse = format === 'gnu' ? [] : ['./sparse']
    expect(found.map(({ name, otherNames: [other] }) => other ?? name)).toEqual([
      './',
      './link',
      `./${deep}/`,
      `./${deep}/${deep}file`,
      ...sparse,
    ])
    expect(found[1]).toMatchObject({
      type: 'SymbolicLink',
      linkName: `../${deep}${deep}`,
      size: 0,
    })
    expect(found[3]).toMatchObject({ type: 'File', size: 1000 })
    expect(found[4]?.size).toBe(format === 'gnu' ? undefined : 9 * 1024 ** 3)
    // Whatever pieces it comes in.
    for (const piece of [701, 512, 1]) expect(await walk(bytes, piece)).toEqual(found)
  })

  test('in its own form for holes, which no reader of layers takes, is refused', async () => {
    await expect(walk(packed('gnu', '--sparse'))).rejects.toThrow(/holds a SparseFile/)
  })
})

test('an empty layer holds nothing, as does one without an end', async () => {
  expect(await walk(Buffer.alloc(1024))).toEqual([])
  expect(await walk(Buffer.alloc(0))).toEqual([])
  expect(await walk(tar([{ name: 'a', content: 'x' }]).subarray(0, 1024))).toHaveLength(1)
})

test('what follows the end is passed over, and not kept', async () => {
  const found: TarEntry[] = []
  const walker = await TarWalk.open({ tell: (entry) => found.push(entry) })
  walker.write(tar([{ name: 'a' }]))
  const before = process.memoryUsage().arrayBuffers
  const chunk = Buffer.alloc(1024 * 1024)
  for (let at = 0; at < 100; at++) walker.write(Buffer.from(chunk))
  walker.end()
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150 * 1024 * 1024)
  expect(found).toHaveLength(1)
})

const broken = tar([{ name: 'a' }])
broken.write('b', 0)
const mega = { name: 'x', size: 2 ** 30 }
test.each<[string, Buffer, RegExp]>([
  ['text', Buffer.alloc(2048, 'x'), /is no tar/],
  ['a header that was changed', broken, /checksum/],
  ['a long name without end', tar([{ ...mega, type: 'L' }]), /longer than 1 MiB/],
  ['a pax header without end', tar([{ ...mega, type: 'x' }]), /longer than 1 MiB/],
  [
    'a file that is cut off',
    tar([{ name: 'a', content: 'x'.repeat(2000) }]).subarray(0, 1536),
    /tar: Truncated input/,
  ],
  ['a header that is cut off', tar([{ name: 'a' }]).subarray(0, 300), /cut off/],
  ['a tar packed twice', gzipSync(tar([{ name: 'a' }])), /packed once more/],
  ['a kind of another program', tar([{ name: 'a', type: 'V' }]), /holds a TapeVolumeHeader/],
  [
    'a device with contents',
    tar([{ name: 'a', type: '3', content: 'x' }]),
    /CharacterDevice has contents/,
  ],
  [
    'a hard link with contents',
    tar([{ name: 'a', type: '1', link: 'b', content: 'x' }]),
    /Link has contents/,
  ],
  [
    'headers for all that follow',
    tar([{ name: 'g', type: 'g', content: record('size', '1') }, { name: 'a' }]),
    /headers for all/,
  ],
])('refused: %s', async (_what, bytes, said) => {
  for (const piece of [1_000_000, 100]) await expect(walk(bytes, piece)).rejects.toThrow(said)
})

describe('a name that readers could take differently is told in every way', () => {
  const namesOf = async (...entries: Entry[]) => {
    const [entry] = await walk(tar(entries))
    return [entry?.name, ...(entry?.otherNames ?? [])].join('|')
  }

  test('with a line break in it, which node-tar’s own reader passes over', async () => {
    expect(await namesOf(pax(record('path', `${EVIL}\nb`)), { name: 'a' })).toContain(EVIL)
    expect(await namesOf(pax(record('path', `b\n9 a=b\n/${EVIL}`)), { name: 'a' })).toContain(EVIL)
  })

  test('after bytes that are no text, with another name of a sparse file, or given twice', async () => {
    const binary = '\n\xff\n9 path=\xfe'
    expect(
      await namesOf(pax(record('SCHILY.xattr.user.x', binary), record('path', EVIL)), {
        name: 'a',
      }),
    ).toContain(EVIL)
    expect(await namesOf(pax(record('GNU.sparse.name', EVIL)), { name: 'a' })).toContain(EVIL)
    expect(await namesOf(pax(record('path', EVIL), record('path', 'b')), { name: 'a' })).toContain(
      EVIL,
    )
  })

  test('and what a hard link leads to as well', async () => {
    const [entry] = await walk(
      tar([pax(record('linkpath', `${EVIL}\n`)), { name: 'a', type: '1', link: 'b' }]),
    )
    expect(entry?.otherLinks.join()).toContain(EVIL)
  })

  test('ten thousand broken records take no time', async () => {
    const many = Array.from({ length: 60_000 }, () => '3 path=x\n')
    const begun = performance.now()
    await walk(tar([pax(...many), { name: 'a' }]))
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})
