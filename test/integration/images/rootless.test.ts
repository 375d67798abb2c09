import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { diskUsage } from '../../../electron/engine/checkpoint/images.ts'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { Progress } from '../../../shared/contract.ts'
import type { Image, Source } from '../../../shared/model.ts'
import { ask as askIn } from '../../support/ask.ts'
import { busyboxLayer, makeLayout, SECOND_LAYER } from '../../support/images.ts'
import { GIVEN, openAsUser } from '../../support/ordinary-user.ts'
import {
  failure,
  names,
  ref,
  script,
  type TestEngine,
  type Wanted,
  skipReason as withoutEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

const exec = promisify(execFile)
const missing = (
  await Promise.all(
    ['skopeo', 'umoci', 'newuidmap', 'getfattr'].map(async (name) =>
      (await which(name)) ? [] : [name],
    ),
  )
).flat()
/** The user of the tests may do what this machine lets any user do. */
const mayMount = () =>
  exec('setpriv', [
    '--reuid=51234',
    '--regid=51234',
    '--clear-groups',
    'unshare',
    '-Urm',
    'true',
  ]).then(
    () => '',
    () => 'this machine gives ordinary users no namespaces',
  )
const skipReason =
  withoutEngine || (missing.length > 0 ? `lacks ${missing.join(', ')}` : '') || (await mayMount())

let engine: TestEngine
let image: Image
afterEach(() => engine.clear())

const LARGE = 8_000_000
async function openWith(given: string): Promise<void> {
  engine = await openAsUser(given)
  const layout = makeLayout(engine.place.path('layout'), {
    'web:1': {
      layers: [
        [
          ...(await busyboxLayer()),
          { name: 'large', content: Buffer.alloc(LARGE, 'x') },
          { name: 'null', type: '3', device: [1, 3] },
        ],
        SECOND_LAYER,
      ],
      config: { Cmd: ['/bin/sh'], Env: ['PATH=/bin'] },
    },
    far: { layers: [[{ name: 'far', uid: 2_000_000 }]] },
  })
  image = await engine.call('images.import', {
    source: { kind: 'path', path: layout, image: 'web:1' },
  })
}

const folder = (id: string, ...parts: string[]) =>
  join(engine.place.folders.state, 'containers/default', id, ...parts)
const base = (...parts: string[]) =>
  join(engine.place.folders.state, 'images', image.id.slice(7), 'bundle/rootfs', ...parts)
const of = (wanted: Wanted = {}): Wanted => ({
  ...wanted,
  source: { kind: 'image', image: 'web:1' },
})

const ask = (id: string, text: string, user?: string) => askIn(engine, id, text, user)

describe('images of an ordinary user', unless(skipReason), () => {
  test('with ids of its own: owners are kept, files are shared, users are had; what cannot be says why', async () => {
    await openWith(GIVEN)
    expect(statSync(base('srv/page'))).toMatchObject({ uid: 300_076, gid: 300_087 })
    // No user may make devices.
    expect(statSync(base('null')).isFile()).toBe(true)
    const idle = script('exec sleep 1000', of())
    await engine.run('a', idle)
    await engine.run('b', { ...idle, process: { ...idle.process, user: 'web' } })
    expect(await ask('a', 'id -u; stat -c %u:%g:%a /srv/page; ls /old; cat /srv/gone')).toBe(
      "0\n77:88:640\nthree\ncat: can't open '/srv/gone': No such file or directory",
    )
    expect(await ask('b', 'id -u; id -g; cat /srv/page; echo x > /srv/page')).toMatch(
      /^77\n88\nhello/,
    )
    await ask(
      'a',
      'echo mine > /srv/page; rm /old/three; echo "new:x:5:6::/:/bin/sh" >> /etc/passwd',
    )
    expect(await ask('a', 'cat /srv/page; ls /old')).toBe('mine')
    expect(await ask('a', 'id -u', 'new')).toBe('5')
    expect(await ask('b', 'cat /old/three')).toBe('3')
    expect(readFileSync(base('old/three'), 'utf8')).toBe('3')
    for (const id of ['a', 'b']) expect(await diskUsage(folder(id, 'upper'))).toBeLessThan(100_000)
    expect((await engine.journal('a')).flatMap(({ note }) => note ?? [])).toEqual([])

    await engine.restart()
    expect(await ask('a', 'cat /srv/page')).toBe('mine')
    expect(await failure(engine.checkpoint('a'))).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('CRIU needs root'),
    })
    const layout = engine.place.path('layout')
    const far = engine.call('images.import', {
      source: { kind: 'path', path: layout, image: 'far' },
    })
    expect(await failure(far)).toMatchObject({
      code: 'unsupported',
      message: 'a file of the image belongs to an id that this user was not given',
      hint: expect.stringContaining('/etc/subuid'),
    })
    const folders = names(join(engine.place.folders.state, 'images'))
    expect(folders.sort()).toEqual(['blobs', image.id.slice(7)].sort())
    for (const id of ['a', 'b']) await engine.destroy(id)
    await engine.call('images.remove', { image: image.id })
    await until(() => names(join(engine.place.folders.state, 'trash')).length === 0, 'the trash')
    expect(existsSync(base())).toBe(false)
  })

  test('without ids: every file is root’s inside, files are shared all the same, other users are refused', async () => {
    await openWith('')
    expect(statSync(base('srv/page'))).toMatchObject({ uid: 51_234, gid: 51_234 })
    await engine.run('a', script('exec sleep 1000', of()))
    expect(
      await ask('a', 'stat -c %u:%g /srv/page; echo mine > /srv/page; cat /srv/page; ls /old'),
    ).toBe('0:0\nmine\nthree')
    expect(readFileSync(base('srv/page'), 'utf8')).toBe('hello\n')
    expect(await diskUsage(folder('a', 'upper'))).toBeLessThan(100_000)
    const asWeb = engine.create('b', of({ process: { user: 'web' } }))
    expect(await failure(asWeb)).toMatchObject({
      code: 'unsupported',
      message: 'id 77 is not among those of this container',
    })
    await engine.destroy('a')
    await engine.call('images.remove', { image: image.id })
    await until(() => names(join(engine.place.folders.state, 'trash')).length === 0, 'the trash')
  })

  const OWNED = 'stat -c %u:%g:%a /srv/page /srv/new'
  test.each([
    ['with ids of its own', GIVEN, '77:88:640\n77:0:600'],
    ['without ids', '', '0:0:640\n0:0:600'],
  ])(
    '%s: what one changed is seen, made an image and written out as a bundle',
    async (_, given, owners) => {
      await openWith(given)
      await engine.run('a', script('exec sleep 1000', of()))
      await ask('a', 'echo mine > /srv/page; rm /old/three; rm -r /bin/env; echo 1 > /srv/new')
      await ask('a', `chmod 600 /srv/new${given ? '; busybox chown 77 /srv/new' : ''}`)
      // A folder made anew in the place of one hides what that had.
      await ask('a', 'rm -r /old; busybox mkdir /old; echo 4 > /old/four')
      const seen = async () => {
        const { way, entries } = await engine.call('containers.changes', ref('a'))
        expect(way).toBe('overlay')
        return entries.map(({ change, path }) => `${change} ${path}`)
      }
      const changed = [
        'removed /bin/env',
        'added /old/four',
        'removed /old/three',
        'added /srv/new',
        'changed /srv/page',
      ]
      expect(await seen()).toEqual(changed)

      const running = await engine.call('containers.commit', { ...ref('a'), name: 'mine:1' })
      const progress: Progress[] = []
      const path = engine.place.path('bundle')
      const { bytes } = await engine.client.call(
        'containers.export',
        { ...ref('a'), form: 'bundle', path },
        { onProgress: (value) => progress.push(value) },
      )
      expect(bytes).toBeGreaterThan(LARGE)
      expect(progress.some(({ unit, done }) => unit === 'bytes' && done !== undefined)).toBe(true)

      await engine.kill('a')
      await engine.ended('a')
      expect(await seen()).toEqual(changed)
      const resting = await engine.call('containers.commit', { ...ref('a'), name: 'mine:2' })
      expect(resting.notes).toEqual([])
      expect(resting.image.layers).toHaveLength(running.image.layers.length)
      await engine.destroy('a')
      const sources: Source[] = [
        { kind: 'image', image: 'mine:1' },
        { kind: 'image', image: 'mine:2' },
        { kind: 'bundle', path },
      ]
      for (const source of sources) {
        await engine.run('b', script('exec sleep 1000', { source }))
        const state = await ask('b', `cat /srv/page; ls /old; cat /bin/env; ${OWNED}`)
        expect(state).toBe(
          `mine\nfour\ncat: can't open '/bin/env': No such file or directory\n${owners}`,
        )
        await engine.destroy('b')
      }
      // overlayfs' own marks stay behind.
      for (const folder of [path, join(engine.place.folders.state, 'images')]) {
        const { stdout } = await exec('getfattr', ['-R', '-h', '-d', '-m', 'overlay', folder])
        expect(stdout).toBe('')
      }
    },
  )
})
