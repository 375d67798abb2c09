import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeSource } from '../../../electron/engine/bundle/mount-source.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'runcible-m-'))
  mkdirSync(join(dir, 'data'))
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('what is said of a place of the host', () => {
  test.each([
    ['/', /All of this machine/],
    ['/etc', /passwords/],
    ['/proc/sys', /a part of this machine’s \/proc/],
    ['/dev', /its disks/],
  ])('%s', async (path, message) => {
    expect((await describeSource(path, [])).warnings.join(' ')).toMatch(message)
  })

  test('keys of ssh, in the folder, in it or around it; a plain folder is none', async () => {
    mkdirSync(join(dir, 'data/.ssh'))
    writeFileSync(join(dir, 'data/.ssh/id'), '')
    for (const path of ['data', 'data/.ssh', 'data/.ssh/id']) {
      const { warnings } = await describeSource(join(dir, path), [])
      expect(warnings, path).toEqual([expect.stringContaining('Keys of ssh')])
    }
    expect((await describeSource(dir, [])).warnings).toEqual([])
  })

  test('Runcible’s own folders, around them and in them', async () => {
    mkdirSync(join(dir, 'own/below'), { recursive: true })
    for (const path of ['own', 'own/below', '.']) {
      const { warnings } = await describeSource(join(dir, path), [join(dir, 'own')])
      expect(warnings, path).toEqual([expect.stringContaining('Runcible’s own')])
    }
    expect((await describeSource(join(dir, 'data'), [join(dir, 'own')])).warnings).toEqual([])
  })

  test('what lies there, or that nothing does', async () => {
    symlinkSync('data', join(dir, 'link'))
    const look = async (path: string) => (await describeSource(path, [])).detail
    expect(await look(join(dir, 'data'))).toBe('A folder.')
    expect(await look(join(dir, 'link'))).toBe(`A folder, ${join(dir, 'data')}.`)
    expect(await look('/dev/zero')).toBe('A character device 1:5.')
    expect(await look(join(dir, 'no'))).toBe(`Nothing is at ${join(dir, 'no')}.`)
  })
})
