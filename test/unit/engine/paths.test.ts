import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultFolders } from '../../../electron/engine/paths.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'paths-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const ofUser = (env: NodeJS.ProcessEnv) => defaultFolders(env, false, dir)
const own = () => join(dir, `runcible-${process.getuid?.()}`)

describe('the folders of an engine', () => {
  test('root’s, whatever XDG says', () => {
    expect(defaultFolders({ HOME: '/root', XDG_RUNTIME_DIR: '/run/user/0' }, true, dir)).toEqual({
      state: '/var/lib/runcible',
      run: '/run/runcible',
      tools: '/var/lib/runcible/tools',
    })
  })

  test('a user’s: XDG’s, or below the home; what is empty or relative counts as not set', () => {
    const wanted = {
      state: '/home/u/.local/share/runcible',
      run: '/run/user/7/runcible',
      tools: '/home/u/.local/share/runcible/tools',
    }
    const env = { HOME: '/home/u', XDG_RUNTIME_DIR: '/run/user/7' }
    for (const data of [undefined, '', 'relative']) {
      expect(ofUser({ ...env, XDG_DATA_HOME: data })).toEqual(wanted)
    }
    expect(ofUser({ ...env, XDG_DATA_HOME: '/data' }).state).toBe('/data/runcible')
  })

  test('those that are named', () => {
    const env = { RUNCIBLE_STATE: '/s', RUNCIBLE_RUN: '/r', RUNCIBLE_TOOLS: '/t' }
    expect(ofUser(env)).toEqual({ state: '/s', run: '/r', tools: '/t' })
    expect(defaultFolders(env, true, dir)).toEqual({ state: '/s', run: '/r', tools: '/t' })
  })

  test('neither home nor name', () => {
    expect(() => ofUser({ XDG_RUNTIME_DIR: '/run/user/7' })).toThrow(
      "no folder for Runcible's state",
    )
  })

  test('without a runtime folder: a temporary one that nobody else can enter, the same again', () => {
    for (const runtime of [undefined, '', 'relative']) {
      expect(ofUser({ HOME: '/home/u', XDG_RUNTIME_DIR: runtime }).run).toBe(own())
    }
    expect(statSync(own()).mode & 0o777).toBe(0o700)
  })

  test.each([
    ['one that others can enter', () => mkdirSync(own())],
    ['a link', () => symlinkSync(dir, own())],
  ])('%s, laid there before, is refused', (_name, lay) => {
    lay()
    chmodSync(own(), 0o755)
    expect(() => ofUser({ HOME: '/home/u' })).toThrow(
      expect.objectContaining({ code: 'unavailable', message: expect.stringContaining(own()) }),
    )
  })
})
