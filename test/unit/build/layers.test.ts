import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { breach, findBreaches, importsOf } from '../../../build/layers.mjs'

describe('breach', () => {
  it.each([
    ['shared/a.ts', 'node:fs'],
    ['shared/a.ts', 'ws'],
    ['shared/a.ts', '../renderer/b.ts'],
    ['renderer/a.tsx', '../electron/engine/host.ts'],
    ['renderer/a.tsx', 'node:path'],
    ['renderer/a.tsx', 'fs/promises'],
    ['renderer/a.tsx', 'electron'],
    ['electron/engine/a.ts', 'electron'],
    ['electron/engine/a.ts', 'electron/main'],
    ['electron/engine/a.ts', 'execa'],
    ['electron/engine/a.ts', 'node:child_process'],
    ['electron/engine/a.ts', 'ws'],
    ['electron/engine/a.ts', '../web/main.ts'],
    ['electron/engine/a.ts', 'node-pty'],
    ['electron/desktop/a.ts', '../web/main.ts'],
    ['electron/desktop/a.ts', '../../renderer/b.ts'],
    ['electron/headless/a.ts', 'execa'],
    ['electron/headless/a.ts', '../hosts/b.ts'],
    ['electron/hosts/a.ts', 'electron'],
    ['electron/hosts/a.ts', 'node:child_process'],
    ['electron/hosts/a.ts', '../headless/main.ts'],
    ['electron/engine/a.ts', '../hosts/b.ts'],
    ['electron/web/a.ts', '../../test/helper.ts'],
    ['electron/web/a.ts', undefined],
  ])('%s may not import %s', (file, specifier) => {
    expect(breach(file, specifier)).toBeTypeOf('string')
  })

  it.each([
    ['shared/a.ts', 'zod'],
    ['shared/a.ts', './b.ts'],
    ['renderer/a.tsx', 'react'],
    ['renderer/ui/a.tsx', '../../shared/model.ts'],
    ['electron/engine/a.ts', 'node:fs'],
    ['electron/engine/process/a.ts', '../runtime/runc.ts'],
    ['electron/engine/runtime/a.ts', 'execa'],
    ['electron/web/a.ts', 'ws'],
    ['electron/web/a.ts', '../engine/host.ts'],
    ['electron/web/a.ts', '../hosts/host.ts'],
    ['electron/desktop/a.ts', 'electron'],
    ['electron/desktop/a.ts', '../../package.json'],
  ])('%s may import %s', (file, specifier) => {
    expect(breach(file, specifier)).toBeUndefined()
  })
})

describe('importsOf', () => {
  it('sees every way of naming a module, and no comment or string', () => {
    const text = `
      import type { A } from 'a'
      import 'b'
      export * from 'c'
      export { x } from 'd'
      const e = await import('e')
      const f = require('f')
      type G = import('g').G
      const h = await import(name)
      // import 'comment'
      const text = "import 'string'"
    `
    expect(importsOf('a.ts', text)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', undefined])
  })
})

describe('findBreaches', () => {
  let root = ''
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'layers-'))
    for (const folder of ['shared', 'electron', 'renderer']) mkdirSync(join(root, folder))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  it('names the file, the import and the wall', () => {
    write('shared/model.ts', "import { z } from 'zod'\n")
    write('renderer/list.tsx', "import { run } from '../electron/engine/runtime/runc.ts'\n")
    expect(findBreaches(root)).toEqual([
      'renderer/list.tsx → ../electron/engine/runtime/runc.ts: renderer may not import runtime',
    ])
  })

  it('finds nothing in the house as it is', () => {
    expect(findBreaches(join(import.meta.dirname, '../../..'))).toEqual([])
  })
})
