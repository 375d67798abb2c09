import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foreignRoots, rootName, rootsOf } from '../../../electron/engine/foreign/roots.ts'
import { ForeignRoot, Namespace } from '../../../shared/model.ts'

describe('where containers of others are looked for', () => {
  it('is where their runtimes keep them, or where the environment says', () => {
    expect(foreignRoots({})).toContain('/run/runc')
    expect(foreignRoots({ RUNCIBLE_FOREIGN_ROOTS: '' })).toEqual([])
    expect(foreignRoots({ RUNCIBLE_FOREIGN_ROOTS: '/a:b:/c/*' })).toEqual(['/a', '/c/*'])
  })

  it('is every folder that a star stands for, once', async () => {
    const folder = mkdtempSync('/tmp/rf-')
    for (const name of ['1', '2']) mkdirSync(join(folder, name))
    const first = join(folder, '1/runc')
    expect(await rootsOf([`${folder}/*/runc`, first, `${folder}/none/*`])).toEqual([
      first,
      join(folder, '2/runc'),
    ])
    rmSync(folder, { recursive: true })
  })

  it('has a name that no namespace has', () => {
    const name = rootName('/run/runc')
    expect(ForeignRoot.parse(name)).toBe(rootName('/run/runc'))
    expect(Namespace.safeParse(name).success).toBe(false)
    expect(rootName('/run/crun')).not.toBe(name)
  })
})
