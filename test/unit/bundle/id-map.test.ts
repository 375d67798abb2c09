import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { defaultSpec } from '../../../electron/engine/bundle/defaults.ts'
import { withIdMap } from '../../../electron/engine/bundle/id-map.ts'
import { withSecurity } from '../../../electron/engine/bundle/security.ts'
import type { Spec } from '../../../electron/engine/bundle/spec.ts'
import { bundle, request, rights } from '../../support/secured.ts'

const dir = mkdtempSync(join(tmpdir(), 'runcible-security-'))
afterAll(() => rmSync(dir, { recursive: true }))

describe('ids of its own', () => {
  test('by number, and no more than there are', () => {
    const { linux } = withIdMap(defaultSpec(false), { kind: 'ids', uid: 5, gid: 6, count: 10 })
    expect(linux?.uidMappings).toEqual([{ containerID: 0, hostID: 5, size: 10 }])
    expect(linux?.gidMappings).toEqual([{ containerID: 0, hostID: 6, size: 10 }])
    const most = { kind: 'ids', uid: 0xffff_fff0, gid: 1, count: 100 } as const
    expect(() => withIdMap(defaultSpec(false), most)).toThrow(/there are no 100 ids/)
  })

  test('those that a user was given', () => {
    const files = { subuid: join(dir, 'subuid'), subgid: join(dir, 'subgid') }
    writeFileSync(files.subuid, 'other:1:1\ncontainers:200000:70000\n')
    writeFileSync(files.subgid, 'containers:300000:80000\n')
    const { linux } = withIdMap(defaultSpec(false), { kind: 'user', user: 'containers' }, files)
    expect(linux?.uidMappings).toEqual([{ containerID: 0, hostID: 200_000, size: 70_000 }])
    expect(linux?.gidMappings).toEqual([{ containerID: 0, hostID: 300_000, size: 80_000 }])
    expect(() => withIdMap(defaultSpec(false), { kind: 'user', user: 'other' }, files)).toThrow(
      `${files.subgid} gives other no ids`,
    )
  })

  test('an ordinary user and a bundle that maps its own are refused', () => {
    const rootless = { uid: 1000, gid: 1000, given: null, cgroup: null }
    const wanted = request({ idMap: { kind: 'ids', uid: 1, gid: 1, count: 1 } })
    const of = (around: { isNew: boolean; rootless: typeof rootless | null }, spec: Spec) => () =>
      withSecurity(spec, wanted, { ...around, rights })
    expect(of({ isNew: true, rootless }, defaultSpec(false))).toThrow(/the ids that it was given/)
    const own = bundle()
    own.linux?.namespaces?.push({ type: 'user' })
    expect(of({ isNew: false, rootless: null }, own)).toThrow(/maps ids of its own/)
  })
})
