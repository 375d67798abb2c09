import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseEnvironment } from '../../../electron/engine/inspect/environment.ts'
import { textUpTo } from '../../../electron/engine/runtime/proc.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'inspect-'))
})
afterEach(() => rmSync(root, { recursive: true }))

describe('an environment', () => {
  test('is taken as it is: line feeds, escapes, no name, no value, no sign', () => {
    const { variables, whole, overwritten } = parseEnvironment(
      'A=b=c\0LINES=a\nB=no\u001b[31m\0=C:=x\0EMPTY=\0word\0',
    )
    expect(variables).toEqual([
      { name: 'A', value: 'b=c' },
      { name: 'LINES', value: 'a\nB=no\u001b[31m' },
      { name: '=C:', value: 'x' },
      { name: 'EMPTY', value: '' },
      { name: 'word', value: '' },
    ])
    expect([whole, overwritten]).toEqual([true, false])
  })

  test('over which its program has written a title', () => {
    const over = (text: string) => parseEnvironment(text).overwritten
    expect([over('A=b\0C=\0'), over('')]).toEqual([false, false])
    // As nginx and Redis do, with NULs up to the end; with a long title; with a short one.
    expect([over('\0'.repeat(20)), over('er process\0\0\0\0'), over('er\0PATH=/bin\0')]).toEqual([
      true,
      true,
      true,
    ])
  })

  test('of megabytes is cut, and that is known', async () => {
    const long = parseEnvironment(`A=${'x'.repeat(1e6)}\0${'y'.repeat(1e6)}=z\0`)
    expect(long.variables.map(({ name, value }) => [name.length, value.length])).toEqual([
      [1, 4096],
      [256, 1],
    ])
    expect(long.whole).toBe(false)
    const many = parseEnvironment('A=\0'.repeat(10_000))
    expect([many.variables.length, many.whole]).toEqual([2000, false])
    writeFileSync(join(root, 'long'), 'ä'.repeat(200_000))
    const read = await textUpTo(join(root, 'long'), 100_000)
    expect([read?.text, read?.whole]).toEqual(['ä'.repeat(50_000), false])
    expect((await textUpTo(join(root, 'long'), 400_000))?.whole).toBe(true)
    expect(await textUpTo(join(root, 'none'), 1)).toBeNull()
  })
})
