import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readInside, resolveInside } from '../../../electron/engine/bundle/inside.ts'

let outside: string
let rootfs: string

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'runcible-inside-'))
  rootfs = join(outside, 'rootfs')
  await mkdir(join(rootfs, 'etc'), { recursive: true })
  await writeFile(join(outside, 'secret'), 'secret')
  await writeFile(join(rootfs, 'etc/real'), 'real')
})
afterEach(() => rm(outside, { recursive: true }))

describe('a hostile root filesystem', () => {
  test('links are followed as in the container', async () => {
    await symlink('/etc/real', join(rootfs, 'etc/absolute'))
    await symlink('real', join(rootfs, 'etc/relative'))
    await symlink('/etc', join(rootfs, 'folder'))
    for (const path of ['etc/absolute', 'etc/relative', 'folder/real', '/etc/../etc/./real']) {
      expect(await readInside(rootfs, path)).toBe('real')
    }
  })

  test('no link leads out', async () => {
    await symlink('../../secret', join(rootfs, 'etc/up'))
    await symlink(join(outside, 'secret'), join(rootfs, 'etc/host'))
    await symlink('../..', join(rootfs, 'etc/above'))
    for (const path of ['etc/up', 'etc/host', 'etc/above/secret', '../secret']) {
      expect(await resolveInside(rootfs, path)).toMatch(new RegExp(`^${rootfs}/`))
      expect(await readInside(rootfs, path)).toBeNull()
    }
  })

  test('a circle of links is refused', async () => {
    await symlink('b', join(rootfs, 'a'))
    await symlink('a', join(rootfs, 'b'))
    await expect(readInside(rootfs, 'a')).rejects.toMatchObject({ code: 'invalid-input' })
  })

  test('a fifo, a folder and an endless file are no text and hold nobody up', async () => {
    execFileSync('mkfifo', [join(rootfs, 'etc/fifo')])
    await writeFile(join(rootfs, 'etc/large'), '')
    await truncate(join(rootfs, 'etc/large'), 2 ** 40)
    for (const path of ['etc/fifo', 'etc', 'etc/large', 'etc/missing']) {
      expect(await readInside(rootfs, path)).toBeNull()
    }
  })
})
