import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { namesIn } from '../../../electron/engine/files/entries.ts'
import { fromTold, toTold } from '../../../electron/engine/files/names.ts'
import { Pinned } from '../../../electron/engine/files/pinned.ts'
import { bytesOf } from '../../../electron/engine/files/read.ts'
import { folderAt, resolve } from '../../../electron/engine/files/walk.ts'

let folder: string
let top: Pinned
const at = (...parts: string[]) => join(folder, 'root', ...parts)
const descriptors = () => readdirSync('/proc/self/fd').length

beforeEach(async () => {
  folder = mkdtempSync('/tmp/runcible-walk-')
  mkdirSync(at('etc'), { recursive: true })
  mkdirSync(at('a/b'), { recursive: true })
  writeFileSync(at('etc/passwd'), 'inside')
  writeFileSync(join(folder, 'secret'), 'outside')
  mkdirSync(join(folder, 'out'))
  writeFileSync(join(folder, 'out/passwd'), 'outside')
  top = await Pinned.at(at())
})
afterEach(async () => {
  await top.close()
  rmSync(folder, { recursive: true, force: true })
})

async function read(path: string): Promise<string> {
  const { node } = await resolve(top, path)
  try {
    return (await bytesOf(node, 0, 100)).toString()
  } finally {
    await node.close()
  }
}

describe('a walk through a container’s files', () => {
  test('never leads out of them, whatever links say, and leaves nothing open', async () => {
    const before = descriptors()
    symlinkSync('/etc/passwd', at('a/absolute'))
    symlinkSync('../../../../../../../etc/passwd', at('a/b/up'))
    symlinkSync(join(folder, 'secret'), at('host'))
    symlinkSync('/', at('top'))
    symlinkSync('a/b/../../etc', at('round'))
    symlinkSync('/proc/self/root', at('magic'))
    expect(await read('/a/absolute')).toBe('inside')
    expect(await read('/a/b/up')).toBe('inside')
    expect(await read('/../../../etc/./passwd')).toBe('inside')
    expect(await read('/top/top/etc//passwd')).toBe('inside')
    expect(await read('/round/passwd')).toBe('inside')
    await expect(read('/host')).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(read('/magic/etc/passwd')).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(read('/etc/passwd/x')).rejects.toMatchObject({ code: 'invalid-input' })
    const { node, path } = await resolve(top, '/round/..')
    expect([path, node.stats.isDirectory()]).toEqual(['/', true])
    await node.close()
    expect(descriptors()).toBe(before)
  })

  test('ends in a circle of links, and in a depth that nobody needs', async () => {
    symlinkSync('two', at('one'))
    symlinkSync('one', at('two'))
    await expect(resolve(top, '/one')).rejects.toMatchObject({
      message: '/one leads in a circle of links',
    })
    mkdirSync(at(...Array<string>(301).fill('d')), { recursive: true })
    const before = descriptors()
    await expect(resolve(top, '/d'.repeat(301))).rejects.toMatchObject({ code: 'unsupported' })
    expect(descriptors()).toBe(before)
  })

  test('takes a link of the kernel’s for the text that it shows', async () => {
    const proc = await Pinned.at('/proc')
    // Gone after by the kernel it would be this process's root.
    await expect(resolve(proc, `/${process.pid}/root/etc`)).rejects.toMatchObject({
      code: 'ENOENT',
    })
    await expect(resolve(proc, `/${process.pid}/cwd`)).rejects.toMatchObject({ code: 'ENOENT' })
    await proc.close()
  })

  test('goes by names alone where it is told to', async () => {
    symlinkSync('etc', at('link'))
    expect(await folderAt(top, '/link')).toBeNull()
    expect(await folderAt(top, '/etc/passwd')).toBeNull()
    const etc = await folderAt(top, '/etc')
    expect([...(await namesIn(etc as Pinned)).names]).toEqual([['passwd', false]])
    expect(await namesIn(top, 1)).toMatchObject({ truncated: true })
    await etc?.close()
  })

  test('stays inside while a folder is swapped for a link to outside, over and over', async () => {
    mkdirSync(at('d'))
    writeFileSync(at('d/passwd'), 'inside')
    const swap = 'while :; do mv -T d x; ln -s ../out d; rm d; mv -T x d; done'
    const swapper = spawn('sh', ['-c', swap], { cwd: at(), stdio: 'ignore' })
    const seen = { careful: new Set<string>(), naive: new Set<string>() }
    try {
      const until = Date.now() + 20_000
      // The race is real where who goes by the path alone is led outside.
      for (let n = 0; Date.now() < until && (n < 1500 || !seen.naive.has('outside')); n++) {
        seen.careful.add(await read('/d/passwd').catch(() => 'nothing'))
        try {
          seen.naive.add(readFileSync(at('d/passwd'), 'utf8'))
        } catch {}
      }
    } finally {
      swapper.kill('SIGKILL')
      await once(swapper, 'exit')
    }
    expect(seen.naive).toContain('outside')
    expect(seen.careful).toContain('inside')
    expect(seen.careful).not.toContain('outside')
  })

  test('a name of any bytes is told as text and found again', async () => {
    const raw = [
      'plain',
      'ü€😀',
      '\xff',
      'a\xc3',
      '\xed\xb2\x80',
      '\xef\xbb\xbfbom',
      '\xf0\x9f\x98',
    ].map((name) => (/[\u0100-\uffff]|ü/.test(name) ? Buffer.from(name).toString('latin1') : name))
    for (const name of raw) expect(fromTold(toTold(name))).toBe(name)
    expect(toTold(raw[1] as string)).toBe('ü€😀')
    expect(toTold('a\xff')).toBe('a\udcff')
    // As it crosses a wire.
    const told = JSON.parse(JSON.stringify(toTold('\xff \xc3')))
    writeFileSync(
      Buffer.concat([Buffer.from(`${at()}/`), Buffer.from('\xff \xc3', 'latin1')]),
      'odd',
    )
    expect(await read(`/${fromTold(told)}`)).toBe('odd')
  })
})
