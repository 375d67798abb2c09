import { expect, test } from 'vitest'
import type { Spec } from '../../../electron/engine/bundle/spec.ts'
import { plainSpec } from '../../../electron/engine/outgoing/bundle.ts'
import { derivedConfig } from '../../../electron/engine/outgoing/derive.ts'

const hex = (digit: string) => `sha256:${digit.repeat(64)}`
const at = '2026-11-25T04:00:00.000Z'
const layer = { digest: hex('b'), diffId: hex('c'), size: 9 }
const base = JSON.stringify({
  architecture: 'amd64',
  os: 'linux',
  variant: 'v8',
  config: { Cmd: ['sh'], User: 'web', Labels: { a: 'b' } },
  rootfs: { type: 'layers', diff_ids: [hex('a')] },
  history: [{ created_by: 'first', author: 'x' }],
})

test('an image one step further keeps what it is not told about', () => {
  const config = { cmd: ['cat', 'a b'], user: '', env: ['A=b'] }
  const step = { layer, config, createdBy: 'me', comment: 'why', at }
  expect(derivedConfig(base, step)).toEqual({
    architecture: 'amd64',
    os: 'linux',
    variant: 'v8',
    created: at,
    config: { Labels: { a: 'b' }, Cmd: ['cat', 'a b'], Env: ['A=b'] },
    rootfs: { type: 'layers', diff_ids: [hex('a'), hex('c')] },
    history: [
      { created_by: 'first', author: 'x' },
      { created: at, created_by: 'me', comment: 'why' },
    ],
  })
})

test('without changes there is a step of history, and no layer', () => {
  const step = { layer: null, config: {}, createdBy: 'me', comment: '', at }
  expect(derivedConfig(base, step)).toMatchObject({
    rootfs: { diff_ids: [hex('a')] },
    history: [{}, { created: at, created_by: 'me', empty_layer: true }],
  })
})

test('a bundle for plain runc does without this engine', () => {
  const spec = {
    ociVersion: '1.0.2',
    process: { user: { uid: 0, gid: 0 }, args: ['sh'], cwd: '/' },
    root: { path: '/state/containers/default/a/rootfs', readonly: true },
    mounts: [
      {
        destination: '/',
        type: 'overlay',
        source: 'overlay',
        options: ['upperdir=/state/a/upper'],
      },
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/etc/hosts', type: 'bind', source: '/state/containers/default/a/hosts' },
      { destination: '/data', type: 'bind', source: '/home/me/data' },
      { destination: '/kept', type: 'bind', source: '/state/volumes/kept/data' },
    ],
    linux: {
      cgroupsPath: '/runcible/a',
      namespaces: [{ type: 'pid' }, { type: 'network', path: '/proc/42/ns/net' }],
    },
  } satisfies Spec
  const plain = plainSpec(spec, '/state')
  expect(plain.spec).toMatchObject({
    root: { path: 'rootfs', readonly: true },
    mounts: [
      { source: 'proc' },
      { source: 'mounts/1-hosts' },
      { source: '/home/me/data' },
      { source: 'mounts/2-data' },
    ],
  })
  expect(JSON.parse(JSON.stringify(plain.spec.linux))).toEqual({
    namespaces: [{ type: 'pid' }, { type: 'network' }],
  })
  expect(plain.files).toEqual([
    ['/state/containers/default/a/hosts', 'mounts/1-hosts'],
    ['/state/volumes/kept/data', 'mounts/2-data'],
  ])
  expect(plain.notes).toEqual([
    '/etc/hosts is a copy of what was mounted there.',
    '/kept is a copy of what was mounted there.',
    expect.stringContaining('/proc/42/ns/net'),
  ])
})
