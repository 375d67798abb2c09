import { execFileSync } from 'node:child_process'
import { lstat, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeStarterRootfs } from '../../../electron/engine/bundle/starter.ts'
import { rootlessUser } from '../../../electron/engine/bundle/subids.ts'
import { which } from '../../../electron/engine/runtime/tools.ts'
import { unless } from '../../support/unless.ts'

const busybox = await which('busybox')

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-starter-'))
})
afterEach(() => rm(dir, { recursive: true }))

describe('the starter’s root filesystem', unless(busybox ? '' : 'lacks busybox'), () => {
  const make = async (name: string) => {
    await makeStarterRootfs(join(dir, name), busybox ?? '', await rootlessUser())
    return join(dir, name)
  }

  test('every program of the busybox is there, and the binary is a copy', async () => {
    const rootfs = await make('a')
    const programs = await readdir(join(rootfs, 'bin'))
    const listed = execFileSync(busybox ?? '', ['--list'], { encoding: 'utf8' })
    expect(programs).toEqual(expect.arrayContaining(listed.trim().split('\n')))
    const [ours, shell, theirs] = await Promise.all([
      stat(join(rootfs, 'bin/busybox')),
      stat(join(rootfs, 'bin/sh')),
      stat(busybox ?? ''),
    ])
    expect(shell.ino).toBe(ours.ino)
    expect(ours.ino).not.toBe(theirs.ino)
    expect(ours.nlink).toBe(programs.length)
  })

  test('modes do not depend on the umask', async () => {
    const before = process.umask(0o077)
    try {
      const rootfs = await make('b')
      const mode = async (path: string) => (await lstat(join(rootfs, path))).mode & 0o7777
      expect(await mode('')).toBe(0o755)
      expect(await mode('tmp')).toBe(0o1777)
      expect(await mode('etc/passwd')).toBe(0o644)
      expect(await mode('bin/busybox')).toBe(0o755)
      expect(await mode('root')).toBe(0o700)
    } finally {
      process.umask(before)
    }
  })

  test('it knows root, demo and nobody', async () => {
    const passwd = await readFile(join(await make('c'), 'etc/passwd'), 'utf8')
    expect(passwd.match(/^\w+/gm)).toEqual(['root', 'demo', 'nobody'])
  })

  test('the second one takes well under 100 ms', async () => {
    await make('warm')
    const times: number[] = []
    for (const name of ['1', '2', '3', '4', '5']) {
      const begun = performance.now()
      await make(name)
      times.push(performance.now() - begun)
    }
    expect(Math.min(...times)).toBeLessThan(100)
  })
})
