import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { CheckpointLook } from '../../../shared/model.ts'
import { busyboxLayer, makeLayout } from '../../support/images.ts'
import { Podman, withoutPodman } from '../../support/podman.ts'
import { makeRootfs } from '../../support/rootfs.ts'
import { failure, names, TestEngine, type Wanted } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { bring, look, skipReason } from './archive-rig.ts'

const withoutSkopeo = (await which('skopeo')) ? '' : 'lacks skopeo'
/**
 * A shell with a variable that only its memory holds, and a file in /dev/shm; answers whoever makes the file /ask. It counts in
 * both, and writes down where they differ.
 */
const SCRIPT = `
X=$(busybox head -c 9 /dev/urandom | busybox base64)
echo $X > /first
echo shared > /dev/shm/note
exec 7</dev/shm/note
N=0; echo $N > /dev/shm/count
while :; do
  COUNT=$(busybox cat /dev/shm/count); [ "$COUNT" = $N ] || echo "$COUNT for $N" >> /broken
  N=$((N + 1)); echo $N > /dev/shm/count
  if [ -e /ask ]; then
    busybox rm /ask; { echo $X; busybox cat /dev/shm/note; } > /answer.new; busybox mv /answer.new /answer
  fi
  busybox sleep 0.02
done`

let engine: TestEngine
let podman: Podman
beforeEach(async () => {
  engine = await TestEngine.open()
  podman = new Podman(place('podman'), 'archive')
})
afterEach(async () => {
  await podman.clear()
  await engine.clear()
})

const place = (...parts: string[]) => engine.place.path(...parts)
const from = (checkpoint: string): Wanted => ({
  source: { kind: 'checkpoint', checkpoint },
  stdin: 'none',
})
const text = (path: string) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** A container of podman's as one file, and what its program had in memory alone. */
async function exported(path: string, rootfs: string, ...flags: string[]): Promise<string> {
  await until(() => text(join(rootfs, 'first')) !== '', 'the program to have begun')
  const said = text(join(rootfs, 'first')).trim()
  await podman.call('container', 'checkpoint', '--export', path, ...flags, 'theirs')
  return said
}

/** The restored program answers out of its memory. */
async function answers(id: string): Promise<string> {
  const { rootfs } = await engine.get(id)
  rmSync(join(rootfs, 'answer'), { force: true })
  writeFileSync(join(rootfs, 'ask'), '')
  await until(() => text(join(rootfs, 'answer')) !== '', 'an answer')
  expect(text(join(rootfs, 'broken'))).toBe('')
  return text(join(rootfs, 'answer')).trim()
}

/** What it wants of the machine: nothing, beside that lists of paths are an older version's. */
const dangers = ({ wants }: CheckpointLook) => wants.filter(({ level }) => level === 'danger')

describe('an export of podman’s', unless(skipReason || withoutPodman), () => {
  test('of a folder: looked into, brought in over that folder, restored twice, taken again', async () => {
    const folder = await makeRootfs(place('rootfs'))
    await podman.run('theirs', '--rootfs', folder, '/bin/sh', '-c', SCRIPT)
    const path = place('theirs.tar.gz')
    const said = await exported(path, folder)
    const seen = await look(engine, path)
    expect(seen).toMatchObject({
      engine: 'podman',
      container: 'theirs',
      args: ['/bin/sh', '-c', SCRIPT],
      hostname: 'theirs',
      terminal: false,
      network: { kind: 'own' },
      files: 'none',
      image: null,
      rootfs: folder,
      problem: '',
    })
    expect(dangers(seen)).toEqual([])
    expect(seen.notes.join()).toContain('/run/.containerenv')
    const allow = seen.wants.map(({ key }) => key)
    expect(await failure(bring(engine, { path, allow }))).toMatchObject({ field: 'rootfs' })
    const imported = await bring(engine, { path, rootfs: folder, seen: seen.seen, allow })
    expect(imported).toMatchObject({ trigger: 'import', container: { id: 'theirs' } })
    for (const id of ['a', 'b']) {
      await engine.run(id, from(imported.id))
      expect(await answers(id)).toBe(`${said}\nshared`)
    }
    const again = await engine.checkpoint('a')
    await engine.call('checkpoints.delete', { checkpoint: imported.id })
    await engine.destroy('a')
    await engine.run('c', from(again.id))
    expect(await answers('c')).toBe(`${said}\nshared`)
  })

  test.skipIf(withoutSkopeo !== '')(
    'of an image: over that image, with what it changed and removed',
    async () => {
      const layout = makeLayout(place('layout'), {
        'web:1': {
          layers: [[...(await busyboxLayer()), { name: 'run/' }, { name: 'keep/a', content: 'a' }]],
        },
      })
      const image = await podman.bring(`oci:${layout}:web:1`, 'web:1')
      const program = `busybox rm /srv/page; echo new > /new; ${SCRIPT}`
      const { rootfs } = await podman.run('theirs', image, '/bin/sh', '-c', program)
      const path = place('theirs.tar.zst')
      const said = await exported(path, rootfs, '--compress', 'zstd')
      const { wants, image: wanted } = await look(engine, path)
      expect(wanted).toEqual({ name: 'localhost/web:1', here: null })
      const allow = wants.map(({ key }) => key)
      expect(await failure(bring(engine, { path, allow }))).toMatchObject({ field: 'image' })
      expect(names(join(engine.place.folders.state, 'checkpoints'))).toEqual([])
      const ours = await engine.call('images.import', { source: { kind: 'path', path: layout } })
      expect((await look(engine, path)).image).toEqual({ name: 'localhost/web:1', here: ours.id })
      const imported = await bring(engine, { path, allow })
      await engine.run('d', from(imported.id))
      expect(await answers('d')).toBe(`${said}\nshared`)
      const files = (await engine.get('d')).rootfs
      expect(text(join(files, 'new'))).toBe('new\n')
      expect(names(join(files, 'srv'))).toEqual(['gone'])
      expect(text(join(files, 'keep/a'))).toBe('a')
    },
  )
})
