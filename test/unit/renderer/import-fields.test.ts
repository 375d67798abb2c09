import { expect, test } from 'vitest'
import { EMPTY_IMPORT, toImport } from '../../../renderer/images/import-fields.ts'
import { ImageSource } from '../../../shared/model.ts'

const registry = { ...EMPTY_IMPORT, reference: 'localhost:5000/shop:1' }

test('what was left empty is absent, and TLS is checked unless told otherwise', () => {
  expect(toImport(registry)).toEqual({
    source: { kind: 'registry', reference: 'localhost:5000/shop:1', tlsVerify: true },
  })
  expect(
    toImport({
      ...registry,
      insecure: true,
      username: 'ali',
      password: 'open sesame',
      certificates: '/certs',
      name: 'shop',
    }),
  ).toEqual({
    source: {
      kind: 'registry',
      reference: 'localhost:5000/shop:1',
      tlsVerify: false,
      certificates: '/certs',
      credentials: { username: 'ali', password: 'open sesame' },
    },
    name: 'shop',
  })
})

test('what was typed for a registry stays out of what comes from a path', () => {
  const fields = { ...registry, username: 'ali', from: 'path' as const, path: '/a.tar' }
  expect(toImport(fields)).toEqual({ source: { kind: 'path', path: '/a.tar' } })
  expect(toImport({ ...fields, image: 'b' }).source).toEqual({
    kind: 'path',
    path: '/a.tar',
    image: 'b',
  })
  expect(ImageSource.safeParse(toImport({ ...fields, path: 'a.tar' }).source).success).toBe(false)
})
