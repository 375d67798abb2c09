import { describe, expect, test } from 'vitest'
import { parseIdMap } from '../../../electron/engine/inspect/id-map.ts'
import { capabilityNames, parseRights } from '../../../electron/engine/inspect/rights.ts'
import { parseRlimits } from '../../../electron/engine/runtime/proc-limits.ts'
import { CAPABILITIES } from '../../../shared/model.ts'

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
