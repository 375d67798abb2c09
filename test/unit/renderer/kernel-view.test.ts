import { describe, expect, test } from 'vitest'
import {
  amountInWords,
  holds,
  idsInWords,
  mapInWords,
  rlimitInWords,
  seccompInWords,
  sharedWith,
} from '../../../renderer/words/inspection.ts'
import { visible } from '../../../renderer/words/visible.ts'
import { inspection } from '../../contract/samples/inspection.ts'

describe('a text out of a container', () => {
  test('shows what is in it, and turns nothing around', () => {
    expect(visible('a\nb\tc\u001b[31m\u0000\u0085')).toBe('a\\nb\\tc\\x1b[31m\\x00\\x85')
    expect(visible('gpj\u202eexe\u200b\ufeff')).toBe('gpj\\u202eexe\\u200b\\ufeff')
    expect(visible('grüß 你好 𝄞')).toBe('grüß 你好 𝄞')
  })
})

describe('what the kernel says, in words', () => {
  test('ids: one where all are the same, else each', () => {
    const same = { real: 7, effective: 7, saved: 7, files: 7, inside: 7 }
    expect(idsInWords(same)).toBe('7')
    expect(idsInWords({ ...same, inside: 0 })).toBe('0 inside, 7 here')
    expect(idsInWords({ ...same, real: 0 })).toBe('7; really 0, saved 7, for files 7')
  })

  test('maps of ids', () => {
    expect(mapInWords([{ inside: 0, outside: 0, count: 2 ** 32 - 1 }])).toBe('the machine’s')
    expect(
      mapInWords([
        { inside: 0, outside: 1000, count: 1 },
        { inside: 1, outside: 100_000, count: 10 },
      ]),
    ).toBe('0 is 1000, 1–10 are 100000–100009')
    expect(mapInWords([])).toBe('none')
  })

  test('filters, limits and figures', () => {
    const { rights } = inspection
    expect(seccompInWords(rights)).toBe('2 filters')
    expect(seccompInWords({ ...rights, seccomp: 'off' })).toBe('no filter')
    expect(seccompInWords({ ...rights, seccomp: null })).toBe('not in this kernel')
    expect(rlimitInWords(8 * 2 ** 20, 'bytes')).toBe('8 MiB')
    expect(rlimitInWords(0, '')).toBe('0')
    expect(rlimitInWords('unlimited', 'files')).toBe('unlimited')
    expect(amountInWords(1_500_000, 'µs')).toBe('1.50 s')
    expect(amountInWords(0.25, 'cpus')).toBe('0.25')
    expect(amountInWords('0-3\n', 'list')).toBe('0-3\\n')
    expect(amountInWords(null, 'bytes')).toBe('')
  })

  test('who else is in a namespace', () => {
    const [net] = inspection.namespaces
    if (!net) throw new Error('the sample has none')
    expect(sharedWith(net)).toBe('web-2, 2 other processes: slirp4netns 42 …')
    expect(sharedWith({ ...net, host: true })).toBe('this machine')
    const named = { pid: 7, name: 'a\u001b[2Jb' }
    expect(sharedWith({ ...net, containers: [], others: [named], otherCount: 1 })).toBe(
      '1 other process: a\\x1b[2Jb 7',
    )
  })

  test('what was typed is sought in any of the texts, whatever its case', () => {
    expect([
      holds('', 'x'),
      holds(' NET ', 'x', 'Network'),
      holds('42', 4242),
      holds('a', 'b'),
    ]).toEqual([true, true, true, false])
  })
})
