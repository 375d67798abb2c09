import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultSpec } from '../../../electron/engine/bundle/defaults.ts'
import {
  ALL,
  CONFIG,
  INVENTORY,
  LEAST,
  member,
  SPEC,
  spec,
  withFiles,
} from '../../support/archive-parts.ts'
import { coreImage, field, ids } from '../../support/criu-images.ts'
import { type Entry, tar } from '../../support/tar.ts'
import { failure, names, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { bring, look, skipReason } from './archive-rig.ts'

let engine: TestEngine
const place = (...parts: string[]) => engine.place.path(...parts)
const store = () => names(join(engine.place.folders.state, 'checkpoints'))

beforeEach(async () => {
  engine = await TestEngine.open()
  mkdirSync(place('beside'))
  writeFileSync(place('beside/secret'), 'kept')
})
afterEach(() => engine.clear())

describe('what an archive asks for', unless(skipReason), () => {
  const wanted = async (entries: Entry[]) => {
    writeFileSync(place('x.tar'), tar(entries))
    return look(engine, place('x.tar'))
  }

  test('is told, and refused where nobody allows it: devices, set-user-id, capabilities of files', async () => {
    const entries = withFiles(
      { name: 'disk', type: '4', device: [8, 0], mode: 0o666 },
      member('asroot', 'x', { mode: 0o4755 }),
      member('able', 'x', { pax: { 'SCHILY.xattr.security.capability': Buffer.alloc(20, 1) } }),
    )
    const { wants } = await wanted(entries)
    expect(wants.map(({ key }) => key).sort()).toEqual([...ALL].sort())
    const path = place('x.tar')
    const rootfs = place('beside')
    for (const key of ALL) {
      const allow = ALL.filter((other) => other !== key)
      const what = wants.find((want) => want.key === key)?.what
      expect(await failure(bring(engine, { path, rootfs, allow }))).toMatchObject({
        code: 'failed-precondition',
        field: 'allow',
        message: `it wants what was not allowed: ${what}`,
      })
      expect(store()).toEqual([])
    }
  })

  test('of the machine is told; hooks and options of CRIU’s are left out, whatever is allowed', async () => {
    const { linux, mounts = [], process } = defaultSpec(false)
    const hostile = {
      process: { ...process, apparmorProfile: 'x', capabilities: { bounding: ['CAP_SYS_ADMIN'] } },
      hooks: { prestart: [{ path: '/bin/touch', args: ['touch', place('beside/ran')] }] },
      annotations: { 'org.criu.config': '/etc/evil', 'org.opencontainers.image.title': 'fine' },
      mounts: [...mounts, { destination: '/x', type: 'bind', source: '/etc', options: ['rbind'] }],
      linux: {
        ...linux,
        cgroupsPath: '/evil',
        namespaces: linux?.namespaces?.filter(({ type }) => type !== 'pid'),
        devices: [{ path: '/dev/sda', type: 'b', major: 8, minor: 0 }],
        resources: { devices: [{ allow: true, access: 'rwm' }], unified: { a: 'b' } },
        intelRdt: {},
      },
    }
    const entries = [CONFIG, member('spec.dump', spec(hostile)), INVENTORY]
    const seen = await wanted(entries)
    expect(seen.wants.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        '/etc of this machine, at /x',
        'the device /dev/sda (b 8:0)',
        'the use of devices any *:* rwm',
        'more capabilities: CAP_SYS_ADMIN',
        'the machine’s pid namespace',
        'no filter of system calls',
      ]),
    )
    expect(seen.notes.join(' ')).toMatch(/hooks \(1\).*\/etc\/evil/)
    const allow = seen.wants.map(({ key }) => key)
    const { id } = await bring(engine, { path: place('x.tar'), rootfs: place('beside'), allow })
    const config = readFileSync(
      join(engine.place.folders.state, 'checkpoints', id, 'config.json'),
      'utf8',
    )
    expect(config).not.toMatch(/hooks|criu|apparmor|unified|intelRdt|cgroupsPath/)
    expect(config).toContain('"org.opencontainers.image.title": "fine"')
    expect(names(place('beside'))).toEqual(['secret'])
  })

  test('is told of its images, too, where they hold more than its config.json tells of', async () => {
    const { process, linux } = defaultSpec(false)
    const modest = {
      process: {
        ...process,
        noNewPrivileges: true,
        user: { uid: 1000, gid: 1000 },
        capabilities: { bounding: ['CAP_KILL'] },
      },
      linux: { ...linux, seccomp: { defaultAction: 'SCMP_ACT_ERRNO' } },
    }
    const said = async (...rights: Buffer[]) => {
      const image = member('checkpoint/core-1.img', coreImage(...rights))
      const { wants } = await wanted([CONFIG, member('spec.dump', spec(modest)), INVENTORY, image])
      return wants.flatMap(({ key, what }) => (key.startsWith('images: ') ? [what] : []))
    }
    const kill = field(10, 1 << 5)
    expect(await said(ids(1000, 1000), kill, field(18, 1))).toEqual([])
    expect(await said(ids(0, 1000), field(10, 1 << 21), field(14, 42))).toEqual([
      'capabilities that its config.json does not tell of: CAP_SYS_ADMIN',
      'processes that may gain rights by the programs they run, which its config.json rules out',
      'processes of others than its config.json tells of: user 0, group 42',
    ])
    const { wants } = await look(engine, place('x.tar'))
    const [last = ''] = wants.map(({ key }) => key).filter((key) => key.includes('user 0'))
    const allow = wants.map(({ key }) => key).filter((key) => key !== last)
    const tried = bring(engine, { path: place('x.tar'), rootfs: place('beside'), allow })
    expect(await failure(tried)).toMatchObject({
      field: 'allow',
      message: expect.stringMatching(/^it wants what was not allowed: processes of others than/),
    })
  })

  test('cannot be had at all where it mounts a disk, joins a namespace or has no images', async () => {
    const { linux, mounts = [] } = defaultSpec(false)
    const disk = { mounts: [...mounts, { destination: '/x', type: 'ext4', source: '/dev/sda' }] }
    const joined = { linux: { ...linux, namespaces: [{ type: 'pid', path: '/proc/1/ns/pid' }] } }
    for (const [change, why] of [
      [disk, 'it mounts ext4 at /x'],
      [joined, 'it had joined another’s pid namespace'],
    ] as const) {
      const seen = await wanted([CONFIG, member('spec.dump', spec(change)), INVENTORY])
      expect(seen.problem).toBe(why)
      const allow = seen.wants.map(({ key }) => key)
      const tried = bring(engine, { path: place('x.tar'), rootfs: place('beside'), allow })
      expect(await failure(tried)).toMatchObject({ code: 'unsupported' })
    }
    expect((await wanted([CONFIG, SPEC])).problem).toBe('it holds no images of CRIU’s')
    expect(store()).toEqual([])
  })

  test('is known for a moment whatever way its names begin', async () => {
    const entries = LEAST.map((entry) => ({ ...entry, name: `././${entry.name}` }))
    expect((await wanted(entries)).container).toBe('x')
    const probe = await engine.call('paths.probe', { path: place('x.tar') })
    expect(probe.kind).toBe('checkpoint')
  })

  test('is what was shown: an archive that was exchanged meanwhile is refused', async () => {
    const { seen } = await wanted(LEAST)
    const other = member('spec.dump', spec({ process: { args: ['/bin/evil'] } }))
    writeFileSync(place('x.tar'), tar([CONFIG, other, INVENTORY]))
    const tried = bring(engine, { path: place('x.tar'), rootfs: place('beside'), seen })
    expect(await failure(tried)).toMatchObject({
      code: 'invalid-input',
      message: 'the archive is another than the one that was shown',
    })
    expect(store()).toEqual([])
  })
})
