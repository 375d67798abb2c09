import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type TarEntry, TarWalk } from '../../../electron/engine/images/tar-walk.ts'
import { tar } from '../../support/tar.ts'

function walk(bytes: Buffer, piece: number): TarEntry[] {
  const found: TarEntry[] = []
  const walker = new TarWalk((entry) => found.push(entry))
  for (let at = 0; at < bytes.length; at += piece) walker.write(bytes.subarray(at, at + piece))
  return found
}

/** What GNU tar writes of a folder, in one of its forms. */
function packed(format: string, ...flags: string[]): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'runcible-tar-'))
  try {
    const deep = 'long-name-'.repeat(15)
    mkdirSync(join(dir, deep))
    writeFileSync(join(dir, deep, `${deep}file`), 'x'.repeat(1000))
    symlinkSync(`${deep}${deep}`, join(dir, 'link'))
    writeFileSync(join(dir, 'sparse'), '')
    truncateSync(join(dir, 'sparse'), 9 * 1024 ** 3)
    return execFileSync(
      'tar',
      ['--create', `--format=${format}`, '--sparse', '--sort=name', ...flags, '-C', dir, '.'],
      { maxBuffer: 64 * 1024 ** 2 },
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
}

test.each([
  ['gnu', []],
  ['pax', ['--sparse-version=0.1']],
  ['pax', ['--sparse-version=1.0']],
] as const)('GNU tar’s %s form %j: long names, links, holes', (format, flags) => {
  const deep = 'long-name-'.repeat(15)
  const bytes = packed(format, ...flags)
  const found = walk(bytes, 1_000_000)
  expect(found.map(({ name }) => name)).toEqual([
    './',
    './link',
    `./${deep}/`,
    `./${deep}/${deep}file`,
    './sparse',
  ])
  expect(found[1]).toMatchObject({ type: '2', linkName: `${deep}${deep}`, size: 0 })
  expect(found[3]).toMatchObject({ type: '0', size: 1000 })
  expect(found[4]?.size).toBe(9 * 1024 ** 3)
  // Whatever pieces it comes in.
  expect(walk(bytes, 700)).toEqual(found)
  expect(walk(bytes, 1)).toEqual(found)
})

test('what is no tar is refused', () => {
  expect(() => walk(Buffer.alloc(2048, 'x'), 512)).toThrow(/is no tar/)
  const bytes = tar([{ name: 'a' }])
  bytes.write('b', 0)
  expect(() => walk(bytes, 512)).toThrow(/checksum/)
  expect(() => walk(tar([{ name: 'x', type: 'L', size: 2 ** 30 }]), 512)).toThrow(
    /longer than 1 MiB/,
  )
})
