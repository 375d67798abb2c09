import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placed, placedWithContainer } from '../../../renderer/model.ts'
import { treeOf } from '../../../renderer/moments/tree.ts'
import { fakeCheckpoint, fakeContainer } from '../../fixtures/fake-containers.ts'

const container = (id: string, moment: string | null = null) =>
  placed('own', fakeContainer(id, { moment }))
const moment = (n: number, from: string | null, of = 'web') =>
  placedWithContainer('own', { ...fakeCheckpoint(n, fakeContainer(of)), from })
const cells = (tree: ReturnType<typeof treeOf>) => [
  ...tree.moments.map(({ checkpoint, column, lane }) => [checkpoint.id, column, lane]),
  ...tree.nows.map(({ container: { id }, column, lane }) => [id, column, lane]),
]

describe('the tree of moments', () => {
  test('one life is one line', () => {
    const tree = treeOf(container('web', 'c2'), {
      checkpoints: [moment(1, null), moment(2, 'c1')],
      containers: [container('web', 'c2')],
    })
    expect(cells(tree)).toEqual([
      ['c1', 0, 0],
      ['c2', 1, 0],
      ['web', 2, 0],
    ])
    expect(tree).toMatchObject({ columns: 2, lanes: 1 })
    expect(tree.moments[1]?.from).toEqual({ column: 0, lane: 0 })
  })

  test('what was rewound, and what was made of a moment, branch off; strangers are not in it', () => {
    const web = container('web', 'c1')
    const copy = container('copy', 'c4')
    const tree = treeOf(web, {
      checkpoints: [
        moment(1, null),
        moment(2, 'c1'),
        moment(3, null, 'other'),
        moment(4, 'c1', 'copy'),
      ],
      containers: [copy, web, container('other', 'c3'), container('fresh')],
    })
    expect(cells(tree)).toEqual([
      ['c1', 0, 0],
      ['c2', 1, 0],
      ['c4', 2, 1],
      ['web', 3, 2],
      ['copy', 3, 1],
    ])
    const seenFromThere = treeOf(copy, {
      checkpoints: [moment(1, null), moment(2, 'c1'), moment(4, 'c1', 'copy')],
      containers: [copy, web],
    })
    expect(seenFromThere.nows.map(({ container: { id } }) => id)).toEqual(['copy', 'web'])
  })

  test('a container without moments is its own now; what came from one that is gone begins a line', () => {
    expect(cells(treeOf(container('web'), { checkpoints: [], containers: [] }))).toEqual([
      ['web', 0, 0],
    ])
    const tree = treeOf(container('web', 'gone'), {
      checkpoints: [moment(1, 'gone')],
      containers: [],
    })
    expect(cells(tree)).toEqual([
      ['c1', 0, 0],
      ['web', 1, 1],
    ])
  })

  test('whatever came from what, even in a ring: each has a place of its own, behind what it came from', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 30 }), fc.nat(30), (parents, last) => {
        const checkpoints = parents.map((parent, n) => moment(n, `c${parent}`))
        const tree = treeOf(container('web', `c${last}`), { checkpoints, containers: [] })
        const all = [...tree.moments, ...tree.nows]
        expect(tree.moments).toHaveLength(parents.length)
        expect(new Set(all.map(({ column, lane }) => `${column} ${lane}`)).size).toBe(all.length)
        for (const { column, lane, from } of all) {
          expect(lane).toBeLessThan(tree.lanes)
          if (from) expect(from.column).toBeLessThan(column)
        }
      }),
    )
  })
})
