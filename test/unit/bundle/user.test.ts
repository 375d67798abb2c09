import { describe, expect, test } from 'vitest'
import { resolveUser } from '../../../electron/engine/bundle/user.ts'

const files = {
  passwd: [
    'root:x:0:0:root:/root:/bin/sh',
    '# a comment',
    'broken:x:notanumber:1:::',
    'huge:x:99999999999:1::/:',
    'web:x:33:34:Web:/srv/web:/bin/sh',
    'relative:x:40:40::home/here:',
    'short:x:1',
  ].join('\n'),
  group: 'root:x:0:\nweb:x:34:\naudio:x:63:web,root\nvideo:x:64:root\n',
}
const resolve = (user: string) => resolveUser(user, files)

describe('resolveUser', () => {
  test.each([
    ['web', { uid: 33, gid: 34, additionalGids: [34, 63], home: '/srv/web' }],
    ['33', { uid: 33, gid: 34, additionalGids: [34, 63], home: '/srv/web' }],
    ['web:0', { uid: 33, gid: 0, additionalGids: [0], home: '/srv/web' }],
    ['web:video', { uid: 33, gid: 64, additionalGids: [64], home: '/srv/web' }],
    ['1234', { uid: 1234, gid: 0, additionalGids: [0], home: null }],
    ['1234:5678', { uid: 1234, gid: 5678, additionalGids: [5678], home: null }],
    ['relative', { uid: 40, gid: 40, additionalGids: [40], home: null }],
    ['root', { uid: 0, gid: 0, additionalGids: [0, 63, 64], home: '/root' }],
  ])('%s', (user, expected) => {
    expect(resolve(user)).toEqual(expected)
  })

  test.each(['ghost', 'web:ghost', 'broken', 'huge', 'short', '4294967295', '0:4294967295'])(
    '%s is refused, with a hint',
    (user) => {
      expect(() => resolve(user)).toThrow(
        expect.objectContaining({
          code: 'invalid-input',
          details: expect.objectContaining({ field: 'user' }),
        }),
      )
    },
  )
})
