import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readFigures } from '../../../electron/engine/inspect/cgroup-figures.ts'
import { parseEnvironment } from '../../../electron/engine/inspect/environment.ts'
import { parseIdMap } from '../../../electron/engine/inspect/id-map.ts'
import { parseMountTable } from '../../../electron/engine/inspect/mount-table.ts'
import { capabilityNames, parseRights } from '../../../electron/engine/inspect/rights.ts'
import { textUpTo } from '../../../electron/engine/runtime/proc.ts'
import { parseRlimits } from '../../../electron/engine/runtime/proc-limits.ts'
import { CAPABILITIES } from '../../../shared/model.ts'
import { layTree, V2 } from '../../fixtures/recorded-cgroup2.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'inspect-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const texts = { uidMap: parseIdMap('0 300000 65536\n'), gidMap: [], label: null, oomScoreAdj: null }

describe('rights', () => {
  test('out of a status whose name pretends to be other lines', () => {
    const status = [
      'Name:\tx\\nUid:\\t0\\nCapEff:',
      'Uid:\t300033\t300034\t300033\t300034',
      'Gid:\t7\t7\t7\t7',
      'Groups:\t10 20 ',
      'CapInh:\t0000000000000000',
      'CapPrm:\t0000000000000021',
      'CapEff:\t0000000000000001',
      'CapBnd:\t8000030000000000',
      'CapAmb:\t0000000000000000',
      'NoNewPrivs:\t1',
      'Seccomp:\t2',
      'Seccomp_filters:\t3',
    ].join('\n')
    const rights = parseRights({
      ...texts,
      status,
      label: 'docker-default (enforce)\n',
      oomScoreAdj: '-17\n',
    })
    expect(rights).toEqual({
      uid: { real: 300_033, effective: 300_034, saved: 300_033, files: 300_034, inside: 34 },
      gid: { real: 7, effective: 7, saved: 7, files: 7, inside: 7 },
      groups: [10, 20],
      capabilities: {
        effective: ['CAP_CHOWN'],
        permitted: ['CAP_CHOWN', 'CAP_KILL'],
        inheritable: [],
        // What a newer kernel has is not left out.
        bounding: ['CAP_40', 'CAP_41', 'CAP_63'].map((name) =>
          name === 'CAP_40' ? 'CAP_CHECKPOINT_RESTORE' : name,
        ),
        ambient: [],
      },
      seccomp: 'filter',
      seccompFilters: 3,
      noNewPrivileges: true,
      label: 'docker-default (enforce)',
      oomScoreAdj: -17,
    })
  })

  test('of nothing, of an older kernel, and of a label without end', () => {
    const none = parseRights({ ...texts, status: '' })
    expect(none).toMatchObject({
      seccomp: null,
      seccompFilters: null,
      label: null,
      groups: [],
      oomScoreAdj: 0,
    })
    const long = parseRights({
      ...texts,
      status: `Groups:\t${'1 '.repeat(65_536)}`,
      label: `${'x'.repeat(1e6)}\0`,
    })
    expect([long.label?.length, long.groups.length]).toEqual([256, 100])
    expect(capabilityNames('1ffffffffff')).toEqual(CAPABILITIES)
    expect(capabilityNames('not hex')).toEqual([])
    expect(capabilityNames('f'.repeat(1000))).toEqual([])
  })

  test('limits and maps of ids', () => {
    const limits = parseRlimits(
      [
        'Limit                     Soft Limit           Hard Limit           Units     ',
        'Max cpu time              unlimited            unlimited            seconds   ',
        'Max open files            77                   18446744073709551614 files     ',
        'Max nice priority         0                    0                    ',
        'Max something new         1                    2                    things    ',
        'nonsense',
      ].join('\n'),
    )
    expect(limits).toEqual([
      { type: 'RLIMIT_CPU', soft: 'unlimited', hard: 'unlimited', unit: 'seconds' },
      { type: 'RLIMIT_NOFILE', soft: 77, hard: 2 ** 64, unit: 'files' },
      { type: 'RLIMIT_NICE', soft: 0, hard: 0, unit: '' },
    ])
    expect(
      parseIdMap('         0       1000          1\n         1     100000      65536\n\n1 2\n'),
    ).toEqual([
      { inside: 0, outside: 1000, count: 1 },
      { inside: 1, outside: 100_000, count: 65_536 },
    ])
  })
})

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

describe('a table of mounts', () => {
  test('with blanks, line feeds and dashes in paths, and every kind of propagation', () => {
    const { mounts } = parseMountTable(
      [
        '40 30 0:42 / /a\\040b\\012c rw,nosuid shared:7 master:1 - tmpfs tmp\\134fs rw,size=64k',
        '41 40 8:1 /etc /- ro master:3 propagate_from:2 - ext4 /dev/sda1 rw',
        '42 40 0:7 / /ü rw unbindable - fuse.x - ro',
        '43 40 0:8 / /plain rw - proc proc rw',
        'half a line',
        '',
      ].join('\n'),
    )
    expect(
      mounts.map(({ at, type, source, root, propagation }) => [
        at,
        type,
        source,
        root,
        propagation,
      ]),
    ).toEqual([
      ['/a b\nc', 'tmpfs', 'tmp\\fs', '/', 'shared'],
      ['/-', 'ext4', '/dev/sda1', '/etc', 'slave'],
      ['/ü', 'fuse.x', '-', '/', 'unbindable'],
      ['/plain', 'proc', 'proc', '/', 'private'],
    ])
    expect(mounts[0]).toMatchObject({
      id: 40,
      parent: 30,
      device: '0:42',
      options: ['rw', 'nosuid'],
      ofFilesystem: ['rw', 'size=64k'],
    })
  })

  test('of many mounts, and of endless paths, the first', () => {
    const line = `1 1 0:1 / /${'x'.repeat(10_000)} rw - tmpfs tmpfs rw\n`
    const { mounts, whole } = parseMountTable(line.repeat(3000))
    expect([mounts.length, whole, mounts[0]?.at.length]).toEqual([2000, false, 4096])
  })
})

describe('figures of a cgroup', () => {
  test('of v2', async () => {
    layTree(root, {
      ...V2,
      'memory.swap.max': 'max\n',
      'memory.swap.current': '0\n',
      'cpu.weight': '79\n',
      'cpuset.cpus': '\n',
      'cpuset.cpus.effective': '0-3\n',
    })
    const { version, figures } = await readFigures({ '': root })
    expect(version).toBe('v2')
    expect(figures.map(({ what, now, limit }) => [what, now, limit])).toEqual([
      ['memory', 20_971_520, 67_108_864],
      ['swap', 0, null],
      ['processes', 3, 50],
      ['cpu time', 1_234_567, null],
      ['cpus at once', null, 0.25],
      ['cpu weight', null, 79],
      ['cpus', '0-3', null],
    ])
  })

  test('of v1, unlimited; of a folder that is gone none', async () => {
    layTree(root, {
      'memory/memory.usage_in_bytes': '4096\n',
      'memory/memory.limit_in_bytes': '9223372036854771712\n',
      'cpu/cpu.cfs_quota_us': '-1\n',
      'cpu/cpu.cfs_period_us': '100000\n',
    })
    const paths = Object.fromEntries(
      ['memory', 'cpu', 'pids'].map((name) => [name, join(root, name)]),
    )
    const { version, figures } = await readFigures(paths)
    expect(version).toBe('v1')
    expect(figures.map(({ what, now, limit }) => [what, now, limit])).toEqual([
      ['memory', 4096, null],
      ['cpus at once', null, null],
    ])
  })
})
