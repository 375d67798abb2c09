import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { removeFolder } from '../../../electron/engine/bundle/remove.ts'
import type { Progress } from '../../../shared/contract.ts'
import { Podman, withoutPodman } from '../../support/podman.ts'
import { failure, names, ref } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import {
  capsOf,
  changeAll,
  engine,
  exec,
  expectAll,
  idle,
  image,
  partials,
  place,
  rootfs,
  setcap,
  skipReason,
  state,
  unpacked,
  withImage,
} from './rig.ts'

withImage()

describe('written out', unless(skipReason), () => {
  test('as an archive, podman has the same files of it', unless(withoutPodman), async () => {
    await engine.create('a', idle())
    await changeAll('a')
    const archive = place('a.tar')
    const exported = await engine.call('containers.export', {
      ...ref('a'),
      form: 'archive',
      path: archive,
    })
    expect(exported).toEqual({ path: archive, bytes: lstatSync(archive).size, notes: [] })
    expect(await engine.call('images.list', {})).toHaveLength(1)
    const other = new Podman(place('podman'), 'outgoing')
    try {
      const loaded = await other.call('load', '--input', archive)
      const [, name = ''] = /Loaded image: (\S+)/.exec(loaded) ?? []
      const mounted = await other.call('image', 'mount', name)
      expectAll(mounted)
      if (setcap) expect(await capsOf(join(mounted, 'new'))).toContain('cap_net_raw')
      const said = await other.call('inspect', '--format', '{{.Config.Env}} {{.Config.User}}', name)
      expect(said).toContain('GREETING=hi')
      expect(said).toContain('web')
    } finally {
      await other.clear()
    }
    // And it comes back to us.
    const back = await engine.call('images.import', { source: { kind: 'path', path: archive } })
    expectAll(unpacked(back))
  })

  test('an image as an archive is the image itself', async () => {
    const path = place('web.tar')
    await engine.call('images.export', { image: image.id, path })
    await engine.call('images.remove', { image: image.id })
    const back = await engine.call('images.import', { source: { kind: 'path', path } })
    expect(back).toMatchObject({ id: image.id, manifest: image.manifest, names: ['web:1'] })
  })

  test('as a bundle, plain runc runs it', async () => {
    await engine.create('a', {
      ...idle('cat /new; cat /srv/page; ls /old; echo end'),
      stdin: 'none',
    })
    await changeAll('a')
    const path = place('bundle')
    const told: Progress[] = []
    const { bytes, notes } = await engine.client.call(
      'containers.export',
      { ...ref('a'), form: 'bundle', path },
      { onProgress: (value) => told.push(value) },
    )
    expect(told.length).toBeGreaterThan(0)
    for (const { phase, done, total = 0, unit } of told) {
      expect([phase, unit]).toEqual(['copying the root filesystem', 'bytes'])
      expect(done).toBeLessThanOrEqual(total)
    }
    // The image declares it as a volume: what is in that lies over what is below.
    expect(notes).toEqual(['/srv is a copy of what was mounted there.'])
    expect(bytes).toBeGreaterThan(100_000)
    expectAll(join(path, 'rootfs'))
    if (setcap) expect(await capsOf(join(path, 'rootfs/new'))).toContain('cap_net_raw')
    expect(names(path).sort()).toEqual(['config.json', 'mounts', 'rootfs'])
    await engine.destroy('a')
    await engine.call('images.remove', { image: image.id })
    const { stdout } = await exec('runc', [
      '--root',
      place('runc'),
      'run',
      '--bundle',
      path,
      'plain-1',
    ])
    expect(stdout).toBe('newhello\nfour\nend\n')
  })

  test('a path that cannot be is refused with words, and nothing is left', async () => {
    await engine.create('a', idle())
    writeFileSync(place('file'), 'mine')
    mkdirSync(place('there'))
    symlinkSync(place('nowhere'), place('dangling'))
    const wrong = async (path: string, form: 'archive' | 'bundle' = 'bundle') =>
      failure(engine.call('containers.export', { ...ref('a'), form, path }))
    expect(await wrong(place('file'))).toMatchObject({ code: 'already-exists', field: 'path' })
    expect(await wrong(place('there'))).toMatchObject({ code: 'already-exists' })
    expect(await wrong(place('dangling'))).toMatchObject({ code: 'already-exists' })
    expect(await wrong(place('none/x'))).toMatchObject({ code: 'not-found', field: 'path' })
    expect(await wrong(place('file/x'))).toMatchObject({ code: 'invalid-input' })
    expect(await wrong('/')).toMatchObject({ code: 'invalid-input' })
    expect(await wrong(`${place('there')}/..`)).toMatchObject({ code: 'invalid-input' })
    expect(await wrong(state('x'))).toMatchObject({ code: 'invalid-input' })
    expect(await wrong(rootfs('a', 'x'))).toMatchObject({ code: 'invalid-input' })
    expect(await wrong(place('a:b.tar'), 'archive')).toMatchObject({ code: 'invalid-input' })
    expect(await wrong('/proc/x')).toMatchObject({ field: 'path' })
    expect(readFileSync(place('file'), 'utf8')).toBe('mine')
    expect(names(place('there'))).toEqual([])
    expect([partials(place()), names(state('exports'))]).toEqual([[], []])
  })

  test('cancelled, or its engine killed in it: nothing half is left', async () => {
    await engine.create('a', idle())
    writeFileSync(rootfs('a', 'big'), Buffer.alloc(100_000_000, 'x'))
    for (const form of ['archive', 'bundle'] as const) {
      const cancel = new AbortController()
      const given = engine.client.call(
        'containers.export',
        { ...ref('a'), form, path: place('out') },
        {
          signal: cancel.signal,
          onProgress: ({ phase }) => /archive|root/.test(phase) && cancel.abort(),
        },
      )
      expect(await failure(given)).toMatchObject({ code: 'cancelled' })
      await expect.poll(() => [partials(place()), existsSync(place('out'))]).toEqual([[], false])
    }
    await engine.stop()
    const partial = place('.out.runcible-0123456789abcdef')
    mkdirSync(join(partial, 'rootfs'), { recursive: true })
    writeFileSync(state('exports/0123456789abcdef'), partial)
    mkdirSync(place('precious'))
    writeFileSync(state('exports/other'), place('precious'))
    await engine.start()
    expect([existsSync(partial), existsSync(place('precious')), names(state('exports'))]).toEqual([
      false,
      true,
      [],
    ])
    await removeFolder(place('precious'))
  })
})
