import { describe, expect, test } from 'vitest'
import { fills } from '../../../electron/engine/runtime/left-programs.ts'

const DIR = '/var/lib/runcible/images/.staging-a'

describe('what fills a folder', () => {
  test.each([
    ['skopeo', '--tmpdir', DIR, 'copy', 'docker://a/b', `oci:${DIR}:image`],
    ['/usr/bin/umoci', 'unpack', '--image', `${DIR}:image`, `${DIR}/bundle`],
    ['unshare', '--map-auto', '--', '/usr/bin/umoci', 'unpack', `${DIR}/bundle`],
    ['cp', '--archive', '--', '/somewhere', `${DIR}/rootfs`],
  ])('%s', (...argv) => {
    expect(fills(argv, DIR)).toBe(true)
  })

  test.each([
    ['umoci', 'unpack', '--image', `${DIR}b:image`, `${DIR}b/bundle`],
    ['less', `${DIR}/index.json`],
    ['cp', '--archive', '/var/lib/runcible/images', '/backup'],
    [''],
  ])('not: %s', (...argv) => {
    expect(fills(argv, DIR)).toBe(false)
  })
})
