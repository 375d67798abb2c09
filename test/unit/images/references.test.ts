import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { registryOf, writeAuthFile } from '../../../electron/engine/images/auth-file.ts'
import { manifestFor, parseConfig } from '../../../electron/engine/images/manifest.ts'
import { withoutTag } from '../../../electron/engine/images/source.ts'
import { ImageName, ImageSource, RegistryReference } from '../../../shared/model.ts'

const digest = `sha256:${'ab'.repeat(32)}`

describe('a registry reference', () => {
  test.each([
    'web',
    'web:1.2',
    'team/web',
    'localhost/web',
    'localhost:5000/team/web:latest',
    '127.0.0.1:5000/a__b/c--d.e:V1',
    `registry.example/web@${digest}`,
    `registry.example:443/web:1@${digest}`,
  ])('%s', (reference) => {
    expect(RegistryReference.safeParse(reference).success).toBe(true)
  })

  test.each([
    '',
    '--insecure-policy',
    '-web',
    'web\n--flag',
    'web\0',
    'web web',
    '../etc/passwd',
    'host/../web',
    'host//web',
    'ali:secret@host/web',
    'docker://host/web',
    'host:port/web',
    'host:5000/Web',
    'web:',
    'web@sha256:short',
    `web@sha512:${'ab'.repeat(64)}`,
    `${'a'.repeat(513)}`,
  ])('refused: %j', (reference) => {
    expect(RegistryReference.safeParse(reference).success).toBe(false)
  })

  test.each([
    ['web:1', 'web'],
    ['localhost:5000/web', 'localhost:5000/web'],
    [`localhost:5000/web:1@${digest}`, 'localhost:5000/web'],
    [`host/web@${digest}`, 'host/web'],
  ])('%s without its tag', (reference, bare) => {
    expect(withoutTag(reference)).toBe(bare)
  })
})

test.each(['-name', 'a\nb', 'a b', '../a', 'a/../b', '', '@a'])('a name refused: %j', (name) => {
  expect(ImageName.safeParse(name).success).toBe(false)
})

test.each([
  { kind: 'path', path: 'relative' },
  { kind: 'path', path: '/a', image: '--flag' },
  { kind: 'path', path: '/a\0' },
  { kind: 'registry', reference: 'h/a', credentials: { username: 'a:b', password: '' } },
  { kind: 'registry', reference: 'h/a', certificates: 'certs' },
])('a source refused: %j', (source) => {
  expect(ImageSource.safeParse(source).success).toBe(false)
})

describe('credentials', () => {
  const source = (reference: string) =>
    ImageSource.parse({
      kind: 'registry',
      reference,
      credentials: { username: 'ali', password: 'open: "sesame"\n' },
    })

  test('go into a file of this user alone, for that registry', () => {
    const dir = mkdtempSync(join(tmpdir(), 'runcible-auth-'))
    try {
      const path = writeAuthFile(dir, source('localhost:5000/web')) ?? ''
      expect(statSync(path).mode & 0o777).toBe(0o600)
      const { auths } = JSON.parse(readFileSync(path, 'utf8'))
      expect(Object.keys(auths)).toEqual(['localhost:5000'])
      expect(Buffer.from(auths['localhost:5000'].auth, 'base64').toString()).toBe(
        'ali:open: "sesame"\n',
      )
    } finally {
      rmSync(dir, { recursive: true })
    }
  })

  test('need one that they are for', () => {
    expect(() => writeAuthFile('/nowhere', source('team/web'))).toThrow(/need a registry/)
    expect([registryOf('localhost/a'), registryOf('a.b/c'), registryOf('team/a')]).toEqual([
      'localhost',
      'a.b',
      null,
    ])
  })
})

describe('what an image says', () => {
  const rootfs = { diff_ids: [digest] }

  test('the least that a config can say', () => {
    expect(parseConfig(JSON.stringify({ rootfs }))).toMatchObject({
      created: null,
      history: [],
      config: { entrypoint: [], cmd: [], env: [], user: '', workingDir: '' },
      diffIds: [digest],
    })
    const nulls = { config: { Entrypoint: null, Env: null, Volumes: null }, history: null, rootfs }
    expect(parseConfig(JSON.stringify(nulls)).config.entrypoint).toEqual([])
  })

  test.each([
    ['no JSON', '{'],
    ['no layers', '{}'],
    ['words that are none', JSON.stringify({ config: { Cmd: 'sh' }, rootfs })],
    ['too many', JSON.stringify({ config: { Env: Array(1001).fill('A=b') }, rootfs })],
    [
      'too many volumes',
      JSON.stringify({
        config: { Volumes: Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [at, {}])) },
        rootfs,
      }),
    ],
    ['a digest that leads out', JSON.stringify({ rootfs: { diff_ids: ['sha256:../../etc'] } })],
  ])('refused: %s', (_what, text) => {
    expect(() => parseConfig(text)).toThrow(/config cannot be used/)
  })

  test('an index has one for this machine, or none', () => {
    const manifests = ['arm64', 'amd64'].map((architecture, at) => ({
      digest: `sha256:${String(at).repeat(64)}`,
      size: 1,
      platform: { os: 'linux', architecture },
    }))
    const index = JSON.stringify({ manifests })
    expect(manifestFor(index, 'amd64')).toBe(`sha256:${'1'.repeat(64)}`)
    expect(manifestFor(index, 'riscv64')).toBeNull()
    expect(manifestFor(JSON.stringify({ layers: [] }), 'amd64')).toBeNull()
  })
})
