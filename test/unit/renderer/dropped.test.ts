import { expect, test } from 'vitest'
import { outcomeOf } from '../../../renderer/drop/dropped.ts'

test.each(['bundle', 'rootfs'] as const)('a %s opens the create dialog', (kind) => {
  expect(outcomeOf('/b', { kind, detail: '' })).toEqual({
    kind: 'create',
    source: { kind, path: '/b' },
  })
})

test.each(['/a.tar', '/a.tar.gz', '/a.TGZ', '/x/a.tar.zst'])(
  '%s is an archive that is no tar',
  (path) => {
    const outcome = outcomeOf(path, { kind: 'file', detail: 'A file.' })
    expect(outcome).toMatchObject({ kind: 'words', what: `${path} is an archive.` })
    expect(outcome).toMatchObject({ why: expect.stringContaining('Unpack it') })
  },
)

test('an image opens the dialog that brings it in', () => {
  expect(outcomeOf('/a.tar', { kind: 'image', detail: '' })).toEqual({
    kind: 'import',
    path: '/a.tar',
  })
})

test.each(['folder', 'file', 'missing'] as const)('a %s says what was found', (kind) => {
  expect(outcomeOf('/x.txt', { kind, detail: 'Nothing is there.' })).toEqual({
    kind: 'words',
    what: 'No container can be made of /x.txt.',
    why: 'Nothing is there.',
  })
})
