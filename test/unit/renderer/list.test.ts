import { describe, expect, it } from 'vitest'
import { matches, moved, toLines } from '../../../renderer/list/rows.ts'
import { inOrder } from '../../../renderer/store/containers.ts'
import { keyedBy } from '../../../renderer/store/keyed.ts'
import { keyOf } from '../../../shared/model.ts'
import { fakeContainer } from '../../fixtures/fake-containers.ts'

const names = ['shell-10', 'shell-2', 'web'].map((id) => fakeContainer(id))

describe('the list', () => {
  it('is in the order that people count in, by namespace first', () => {
    const other = fakeContainer('aaa', { namespace: 'training' })
    const ordered = inOrder(keyedBy([other, ...names], keyOf)).map(keyOf)
    expect(ordered).toEqual(['default/shell-2', 'default/shell-10', 'default/web', 'training/aaa'])
  })

  it('has headings only where there is more than one namespace', () => {
    expect(toLines(names, '').map(({ kind }) => kind)).toEqual(['row', 'row', 'row'])
    const both = [...names, fakeContainer('x', { namespace: 'training' })]
    expect(toLines(both, '').filter(({ kind }) => kind === 'heading')).toEqual([
      { kind: 'heading', namespace: 'default', count: 3 },
      { kind: 'heading', namespace: 'training', count: 1 },
    ])
  })

  it('is filtered by every word that was typed, in any case', () => {
    const web = fakeContainer('web-1', { args: ['httpd', '-f'] })
    expect(matches(web, '')).toBe(true)
    expect(matches(web, 'WEB http')).toBe(true)
    expect(matches(web, 'web nginx')).toBe(false)
  })
})

describe('the keyboard', () => {
  const keys = Array.from({ length: 30 }, (_, n) => `k${n}`)
  it.each([
    ['k3', 'down', 'k4'],
    ['k3', 'up', 'k2'],
    ['k0', 'up', 'k0'],
    ['k29', 'down', 'k29'],
    ['k3', 'pageDown', 'k13'],
    ['k3', 'pageUp', 'k0'],
    ['k3', 'first', 'k0'],
    ['k3', 'last', 'k29'],
    [null, 'down', 'k0'],
    [null, 'up', 'k29'],
    ['filtered away', 'down', 'k0'],
  ] as const)('from %s %s to %s', (from, move, to) => {
    expect(moved(keys, from, move)).toBe(to)
  })

  it('stays where there is nothing', () => {
    expect(moved([], 'k1', 'down')).toBeNull()
  })
})
