import { describe, expect, it } from 'vitest'
import { matches, moved, toLines } from '../../../renderer/list/rows.ts'
import { type Container, keyOf, placed } from '../../../renderer/model.ts'
import { inOrder } from '../../../renderer/store/containers.ts'
import { foreign } from '../../contract/samples/models.ts'
import { fakeContainer as engineContainer } from '../../fixtures/fake-containers.ts'

const fakeContainer = (id: string, differs = {}, host = 'own') =>
  placed(host, engineContainer(id, differs))
const keyed = (containers: Container[]) => new Map(containers.map((one) => [keyOf(one), one]))

const names = ['shell-10', 'shell-2', 'web'].map((id) => fakeContainer(id))

describe('the list', () => {
  it('is in the order that people count in, by namespace first', () => {
    const other = fakeContainer('aaa', { namespace: 'training' })
    const ordered = inOrder(keyed([other, ...names])).map(keyOf)
    expect(ordered).toEqual([
      'own/default/shell-2',
      'own/default/shell-10',
      'own/default/web',
      'own/training/aaa',
    ])
  })

  it('has what others made below ours, under who made it; and finds it by that', () => {
    const other = (id: string, owner: 'podman' | 'hand') => placed('own', { ...foreign, id, owner })
    const others = [other('b', 'hand'), other('a', 'podman')]
    const kinds = (query: string) =>
      toLines(names, ['own'], query, [], others).map((line) =>
        line.kind === 'owner' ? line.owner : line.kind,
      )
    expect(kinds('')).toEqual(['row', 'row', 'row', 'podman', 'foreign', 'hand', 'foreign'])
    expect(kinds('made by podman')).toEqual(['podman', 'foreign'])
  })

  it('has headings only where there is more than one namespace', () => {
    expect(toLines(names, ['own'], '').map(({ kind }) => kind)).toEqual(['row', 'row', 'row'])
    const both = [...names, fakeContainer('x', { namespace: 'training' })]
    expect(toLines(both, ['own'], '').filter(({ kind }) => kind === 'heading')).toEqual([
      { kind: 'heading', host: 'own', namespace: 'default', count: 3 },
      { kind: 'heading', host: 'own', namespace: 'training', count: 1 },
    ])
  })

  it('has a section for each host where there is more than one, an empty one too', () => {
    const away = fakeContainer('shell-2', {}, 'ssh-1')
    const lines = toLines([...names, away], ['own', 'root', 'ssh-1'], 'shell')
    expect(lines.map((line) => (line.kind === 'row' ? line.key : line))).toEqual([
      { kind: 'host', host: 'own', count: 2 },
      'own/default/shell-10',
      'own/default/shell-2',
      { kind: 'host', host: 'root', count: 0 },
      { kind: 'host', host: 'ssh-1', count: 1 },
      'ssh-1/default/shell-2',
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
