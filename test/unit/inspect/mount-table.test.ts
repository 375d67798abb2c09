import { describe, expect, test } from 'vitest'
import { parseMountTable } from '../../../electron/engine/inspect/mount-table.ts'

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
