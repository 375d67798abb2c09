import { describe, expect, test } from 'vitest'
import { diffRows } from '../../../renderer/compare/diff-rows.ts'
import { insideTree } from '../../../renderer/inside/inside-tree.ts'
import { briefChanges, commandOfChange, memoryChange } from '../../../renderer/words/compare.ts'
import { addressesInWords, commandInWords } from '../../../renderer/words/inside.ts'
import { inside } from '../../contract/sample-looks.ts'

const [sample] = inside.processes
if (!sample) throw new Error('the sample has no process')
const process = (pid: number, parent: number) => ({ ...sample, pid, parent })

describe('processes of a moment as a tree', () => {
  test('each under the one that started it, by pid; what nobody shown has started stands first', () => {
    const rows = insideTree([
      process(9, 1),
      process(1, 0),
      process(7, 9),
      process(3, 1),
      process(5, 4),
    ])
    expect(rows.map(({ process, depth }) => [process.pid, depth])).toEqual([
      [1, 0],
      [3, 1],
      [9, 1],
      [7, 2],
      [5, 0],
    ])
  })

  test('a ring in the images ends; a long chain is no matter', () => {
    const ring = insideTree([process(2, 3), process(3, 2), process(4, 4)])
    expect(ring.map(({ process }) => process.pid).sort()).toEqual([2, 3, 4])
    const chain = Array.from({ length: 20_000 }, (_, n) => process(n + 1, n))
    expect(insideTree(chain)).toHaveLength(20_000)
  })
})

describe('lines that differ', () => {
  test('each with its sign and its numbers on both sides, three lines around it', () => {
    const was = 'a\nb\nc\nd\ne\nf\ng\nh\n'
    const rows = diffRows(was, was.replace('g', 'G\nnew'))
    expect(rows?.map(({ sign, was, is, text }) => [sign, was, is, text])).toEqual([
      ['…', null, null, ''],
      [' ', 4, 4, 'd'],
      [' ', 5, 5, 'e'],
      [' ', 6, 6, 'f'],
      ['−', 7, null, 'g'],
      ['+', null, 7, 'G'],
      ['+', null, 8, 'new'],
      [' ', 8, 9, 'h'],
    ])
  })

  test('nothing where it is the same; a file that is new has added lines alone', () => {
    expect(diffRows('a\n', 'a\n')).toEqual([])
    expect(diffRows('', 'a\nb')?.map(({ sign, text }) => sign + text)).toEqual([
      '+a',
      '+b',
      '…No newline at end of file',
    ])
  })
})

test('words for what differs', () => {
  const brief = { name: 'sh', args: ['sh'], state: 'alive', threadCount: 1 } as const
  const was = { ...brief, args: [...brief.args] }
  const is = { ...was, args: ['sh', '-x'], state: 'stopped' as const, threadCount: 3 }
  expect(commandOfChange({ pid: 1, change: 'changed', was, is })).toBe('sh → sh -x')
  expect(commandOfChange({ pid: 1, change: 'gone', was, is: null })).toBe('sh')
  expect(briefChanges({ pid: 1, change: 'changed', was, is })).toBe(
    'alive → stopped, 1 thread → 3 threads',
  )
  expect([memoryChange(4096, null), memoryChange(null, 4096)]).toEqual(['−4 KiB', '+4 KiB'])
  expect(commandInWords({ name: 'kworker', args: null })).toBe('[kworker]')
  const [socket] = inside.sockets
  expect(socket && addressesInWords({ ...socket, remote: 'x:1' })).toBe('[::1]:80 → x:1')
})
