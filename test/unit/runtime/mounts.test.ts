import { expect, test } from 'vitest'
import { parseMountPoints } from '../../../electron/engine/runtime/mounts.ts'

test('mount points with spaces and the like, in the order of mounting', () => {
  const text = [
    '23 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
    '31 23 0:27 / /mnt/a\\040b rw - tmpfs none rw',
    '32 23 0:28 / /mnt/back\\134slash rw - tmpfs none rw',
    '',
  ].join('\n')
  expect(parseMountPoints(text)).toEqual(['/', '/mnt/a b', '/mnt/back\\slash'])
})
