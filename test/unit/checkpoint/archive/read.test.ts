import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defaultSpec } from '../../../../electron/engine/bundle/defaults.ts'
import { parseText } from '../../../../electron/engine/checkpoint/archive/parse.ts'
import { plainSpec } from '../../../../electron/engine/checkpoint/archive/plain-spec.ts'
import { rightsIn } from '../../../../electron/engine/checkpoint/archive/rights.ts'
import { rootModeIn } from '../../../../electron/engine/checkpoint/archive/root-mode.ts'
import { coreImage, field, ids, threadlessImage, words } from '../../../support/criu-images.ts'

describe('CRIU’s images', () => {
  test('tell what a process will be given, in whichever of its sets', () => {
    const low = field(10, 1 << 5)
    const high = Buffer.concat([field(12, 0), field(12, 1 << 6)])
    expect(rightsIn(coreImage(ids(5, 6), low, high, field(14, 7), field(18, 1)))).toEqual({
      capabilities: ['CAP_KILL', 'CAP_PERFMON'],
      filtered: true,
      noNewPrivileges: true,
      users: [5, 5, 5, 5],
      groups: [6, 6, 6, 6, 7],
    })
    const { users, noNewPrivileges } = rightsIn(coreImage(ids(5, 6), field(5, 0))) ?? {}
    expect([users, noNewPrivileges]).toEqual([[5, 5, 0, 5], false])
  })

  test('of one that has ended tell that it gets nothing; of one that lives they say more than that', () => {
    expect(rightsIn(threadlessImage(2))).toMatchObject({ capabilities: [], users: [], groups: [] })
    expect(rightsIn(threadlessImage(1))).toBeNull()
  })

  test('that read otherwise tell nothing', () => {
    expect(rightsIn(Buffer.from('x'))).toBeNull()
    expect(rightsIn(coreImage(Buffer.from([0xff])))).toBeNull()
    // Packed, and without its users.
    expect(rightsIn(coreImage(ids(5, 6), field(14, Buffer.from([0]))))).toBeNull()
    expect(rightsIn(coreImage(field(10, 0)))).toBeNull()
  })

  test('tell the mode of the root folder', () => {
    const entry = (name: string, mode: number) => {
      const message = field(3, Buffer.concat([field(6, name), field(10, mode)]))
      return Buffer.concat([words(message.length), message])
    }
    const head = words(0x54564319, 0x56303138)
    const files = Buffer.concat([head, entry('/bin/sh', 0o100755), entry('/', 0o40555)])
    expect(rootModeIn(files)).toBe(0o555)
    expect(rootModeIn(Buffer.concat([head, entry('/bin', 0o40755)]))).toBeNull()
    expect(rootModeIn(files.subarray(0, 30))).toBeNull()
  })
})

describe('a text of an archive', () => {
  test('is read by its schema, and refused where it is too deep, whatever is in its strings', () => {
    expect(parseText('x', '{"a":"[[[\\"{"}', z.object({ a: z.string() }))).toEqual({ a: '[[["{' })
    const deep = `${'['.repeat(70)}${']'.repeat(70)}`
    expect(() => parseText('x', deep, z.unknown())).toThrow('nested more than 64 times')
    expect(() => parseText('x', `"${deep}"`, z.string())).not.toThrow()
  })
})

describe('an imported config.json', () => {
  test('keeps what confines it, and no key that Runcible would not write', () => {
    const spec = defaultSpec(false)
    const given = {
      ...spec,
      hooks: { prestart: [{ path: '/bin/sh' }] },
      annotations: { 'org.criu.config': '/x', 'run.oci.handler': 'wasm' },
      linux: {
        ...spec.linux,
        cgroupsPath: '/x',
        seccomp: { defaultAction: 'A', listenerPath: '/x' },
      },
    }
    const plain = plainSpec(given, { standIn: () => null })
    expect(plain).toEqual({
      ...spec,
      process: { ...spec.process, user: { uid: 0, gid: 0 } },
      linux: { ...spec.linux, seccomp: { defaultAction: 'A' } },
    })
  })

  test('has files of ours in the place of those that its engine made', () => {
    const mount = { destination: '/etc/hosts', type: 'bind', source: '/podman/hosts' }
    const given = { ...defaultSpec(false), mounts: [mount] }
    const standIn = () => '/ours/hosts'
    expect(plainSpec(given, { standIn }).mounts).toEqual([{ ...mount, source: '/ours/hosts' }])
  })
})
