import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { notRoots, notRootsBelow } from '../../../electron/engine/root-owned.ts'
import { findRootEngine } from '../../../electron/hosts/root-engine.ts'
import { unless, withoutRoot } from '../../support/unless.ts'

const ANOTHER = 51_234

describe('what is root’s alone', unless(withoutRoot), () => {
  let dir: string
  let program: string
  beforeEach(() => {
    dir = mkdtempSync('/run/runcible-test-')
    chmodSync(dir, 0o755)
    mkdirSync(join(dir, 'lib/engine'), { recursive: true })
    program = join(dir, 'lib/runcible-engine')
    for (const path of [program, join(dir, 'lib/engine/main.cjs')]) writeFileSync(path, '')
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  const find = () => findRootEngine([join(dir, 'lib')])

  test('a folder that root made, named by a link too: its real path is what is run', () => {
    expect(notRoots(join(dir, 'lib'))).toBeNull()
    expect(notRootsBelow(join(dir, 'lib'))).toBeNull()
    expect(find()).toBe(program)
    symlinkSync(join(dir, 'lib'), join(dir, 'link'))
    expect(findRootEngine([join(dir, 'nowhere'), join(dir, 'link')])).toBe(program)
    symlinkSync('main.cjs', join(dir, 'lib/engine/beside.cjs'))
    expect(find()).toBe(program)
  })

  test.each<[what: string, spoil: () => void, path: string, why: string]>([
    ['the program', () => chownSync(program, ANOTHER, -1), 'lib/runcible-engine', 'belongs to uid'],
    [
      'what it runs',
      () => chownSync(join(dir, 'lib/engine/main.cjs'), ANOTHER, -1),
      'lib/engine/main.cjs',
      'belongs to uid 51234',
    ],
    ['its folder', () => chownSync(join(dir, 'lib'), ANOTHER, -1), 'lib', 'belongs to uid'],
    ['a folder above', () => chownSync(dir, ANOTHER, -1), '', 'belongs to uid'],
    ['a file of a group', () => chmodSync(program, 0o775), 'lib/runcible-engine', 'mode 775'],
    ['everybody’s folder', () => chmodSync(dir, 0o1777), '', 'mode 1777'],
    [
      'a link that leads out',
      () => symlinkSync('/tmp/x', join(dir, 'lib/engine/out')),
      'lib/engine/out',
      'a link to /tmp/x',
    ],
    [
      'a link that leads up',
      () => symlinkSync('../../x', join(dir, 'lib/engine/up')),
      'lib/engine/up',
      'a link to ../../x',
    ],
    [
      'somebody’s link',
      () => {
        symlinkSync('main.cjs', join(dir, 'lib/engine/own'))
        lchownSync(join(dir, 'lib/engine/own'), ANOTHER, -1)
      },
      'lib/engine/own',
      'not root’s',
    ],
  ])(
    '%s is enough for it to be refused, with the path and the reason',
    (_what, spoil, path, why) => {
      spoil()
      expect(find).toThrow(
        expect.objectContaining({
          code: 'failed-precondition',
          message: expect.stringMatching(
            new RegExp(`^${join(dir, path).replace(/\/$/, '')} .*${why}`),
          ),
          details: { hint: expect.stringContaining('npm run install-engine') },
        }),
      )
    },
  )

  test('one that is sound is taken where another is not', () => {
    mkdirSync(join(dir, 'bad'))
    writeFileSync(join(dir, 'bad/runcible-engine'), '')
    chmodSync(join(dir, 'bad'), 0o777)
    expect(findRootEngine([join(dir, 'bad'), join(dir, 'lib')])).toBe(program)
  })

  test('a link is no folder of root’s, since it may be turned; and none is none', () => {
    symlinkSync(join(dir, 'lib'), join(dir, 'link'))
    expect(notRoots(join(dir, 'link/engine'))).toEqual({
      path: join(dir, 'link'),
      why: 'is a link',
    })
    expect(notRoots(join(dir, 'nothing'))).toMatchObject({ why: 'is not there' })
    expect(() => findRootEngine(['/nowhere'])).toThrow(
      expect.objectContaining({
        code: 'unavailable',
        message: expect.stringContaining('/nowhere'),
      }),
    )
  })
})
