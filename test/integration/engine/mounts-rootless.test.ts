import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import { ask } from '../../support/ask.ts'
import { busyboxLayer, makeLayout } from '../../support/images.ts'
import { GIVEN, openAsUser } from '../../support/ordinary-user.ts'
import { names, ref, skipReason, type TestEngine, type Wanted } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
afterEach(() => engine.clear())
const inVolumes = (...parts: string[]) => join(engine.place.folders.state, 'volumes', ...parts)

test(
  'folders, tmpfs, volumes and devices, without what needs root; who may not read a device is told',
  unless(skipReason),
  async () => {
    engine = await openAsUser('')
    mkdirSync(engine.place.path('data'))
    writeFileSync(engine.place.path('data/f'), 'here')
    const wanted: Wanted = {
      process: { terminal: true },
      mounts: [
        { kind: 'bind', source: engine.place.path('data'), destination: '/ro', readonly: true },
        { kind: 'tmpfs', destination: '/t', size: 1024 * 1024 },
        { kind: 'volume', name: 'v', destination: '/etc' },
      ],
      devices: [{ path: '/dev/zero', containerPath: '/dev/nothing' }],
    }
    await engine.run('c', wanted)
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    expect(await viewer.ask('cat /ro/f; touch /ro/x; id -un; df -k /t | grep -c 1024')).toBe(
      'heretouch: /ro/x: Read-only file system\nroot\n1',
    )
    expect(await viewer.ask('head -c 2 /dev/nothing | wc -c; echo mine > /etc/mine')).toBe('2')
    viewer.close()
    const { warnings } = await engine.call('containers.preview', {
      ...ref('d'),
      source: { kind: 'starter' },
      devices: [{ path: '/dev/kmsg' }],
    })
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('kernel’s log'),
      expect.stringContaining('Without root'),
      ...(statSync('/dev/kmsg').mode & 0o004 ? [] : [expect.stringContaining('may not read')]),
    ])
    await engine.destroy('c')
    expect(readFileSync(inVolumes('v/data/mine'), 'utf8')).toBe('mine\n')
    await engine.call('volumes.remove', { name: 'v' })
    expect(names(inVolumes())).toEqual([])
  },
)

const missing = (
  await Promise.all(
    ['skopeo', 'umoci', 'newuidmap'].map(async (name) => ((await which(name)) ? [] : [name])),
  )
).flat()
const noImages = skipReason || (missing.length > 0 ? `lacks ${missing.join(', ')}` : '')

test(
  'an image’s volume is filled with the ids that the user was given, and removed with them',
  unless(noImages),
  async () => {
    engine = await openAsUser(GIVEN)
    const layout = makeLayout(engine.place.path('layout'), {
      db: {
        layers: [
          [
            ...(await busyboxLayer()),
            { name: 'db/', uid: 77, gid: 88, mode: 0o700 },
            { name: 'db/first', content: 'from the image', uid: 77, gid: 88, mode: 0o600 },
          ],
        ],
        config: { Cmd: ['/bin/sh'], Env: ['PATH=/bin'], Volumes: { '/db': {} } },
      },
    })
    const image = await engine.call('images.import', { source: { kind: 'path', path: layout } })
    const source = { kind: 'image' as const, image: image.id }
    await engine.run('c', { source, mounts: [{ kind: 'volume', name: 'db', destination: '/db' }] })
    expect(await ask(engine, 'c', 'cat /db/first; /bin/busybox stat -c %u:%g /db /db/first')).toBe(
      'from the image77:88\n77:88',
    )
    expect(statSync(inVolumes('db/data')).uid).toBe(300_000 + 76)
    await engine.destroy('c')
    await engine.call('volumes.remove', { name: 'db' })
    await engine.call('images.remove', { image: image.id })
    expect(names(inVolumes())).toEqual([])
  },
)
