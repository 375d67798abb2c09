import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { which } from '../../../electron/engine/runtime/which.ts'
import { busyboxLayer, makeLayout } from '../../support/images.ts'
import {
  names,
  script,
  TestEngine,
  skipReason as withoutEngine,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

const exec = promisify(execFile)
const missing = (
  await Promise.all(['skopeo', 'umoci'].map(async (name) => ((await which(name)) ? [] : [name])))
).flat()
const skipReason = withoutEngine || (missing.length > 0 ? `lacks ${missing.join(', ')}` : '')

const MIB = 1024 ** 2
const IMAGE_BYTES = 200 * MIB
const CONTAINERS = 30
const OWN_BYTES = 256 * 1024
/** What a container has beside its changes: its record, config.json, logs, and the folders of an overlay. */
const UPKEEP_BYTES = 128 * 1024
/** What the journal keeps of one that was created, started, ended and deleted. */
const JOURNAL_BYTES = 32 * 1024

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

/** Bytes of blocks in use below the state folder; what is mounted there is not counted again. */
async function usedBytes(): Promise<number> {
  const { state } = engine.place.folders
  const { stdout } = await exec('du', ['-s', '--one-file-system', '--block-size=512', state])
  return Number.parseInt(stdout, 10) * 512
}

describe('many containers of one image', unless(skipReason), () => {
  test('thirty of 200 MB take the room of their changes, and each sees its own', async () => {
    const layout = makeLayout(engine.place.path('layout'), {
      large: {
        layers: [await busyboxLayer(), [{ name: 'large', content: randomBytes(IMAGE_BYTES) }]],
        packing: 'plain',
      },
    })
    const source = { kind: 'path' as const, path: layout }
    const image = await engine.call('images.import', { source })
    expect(image.unpackedSize).toBeGreaterThan(IMAGE_BYTES)
    const before = await usedBytes()
    expect(before).toBeGreaterThan(2 * IMAGE_BYTES)

    const ids = Array.from({ length: CONTAINERS }, (_, at) => `c${at}`)
    const start = (id: string) =>
      engine.run(
        id,
        script(
          `echo ${id} > /srv/page; cat /srv/page /srv/gone > /seen
          busybox dd if=/dev/urandom of=/own bs=4k count=${OWN_BYTES / 4096} 2>/dev/null
          rm /srv/gone; echo > /done; exec sleep 1000`,
          { source: { kind: 'image', image: image.id } },
        ),
      )
    // Two at once, as a machine of two cores has them.
    const each = async (act: (id: string) => Promise<unknown>) => {
      const queue = [...ids]
      const work = async () => {
        for (let id = queue.shift(); id; id = queue.shift()) await act(id)
      }
      await Promise.all([work(), work()])
    }
    await each(start)
    const rootfs = (id: string, ...parts: string[]) =>
      join(engine.place.folders.state, 'containers/default', id, 'rootfs', ...parts)
    const seen = (id: string, name: string) => {
      try {
        return readFileSync(rootfs(id, name), 'utf8')
      } catch {
        return null
      }
    }
    for (const id of ids) {
      await until(() => seen(id, 'done') !== null, `${id} to have made its changes`)
      expect(seen(id, 'srv/page')).toBe(`${id}\n`)
      expect(seen(id, 'seen')).toBe(`${id}\nsoon`)
      expect(seen(id, 'srv/gone')).toBeNull()
    }
    const base = join(engine.place.folders.state, 'images', image.id.slice(7), 'bundle/rootfs')
    expect(readFileSync(join(base, 'srv/page'), 'utf8')).toBe('hello\n')

    const grown = ((await usedBytes()) - before) / CONTAINERS
    expect(grown).toBeGreaterThan(OWN_BYTES)
    expect(grown).toBeLessThan(OWN_BYTES + UPKEEP_BYTES)
    await each((id) => engine.destroy(id))
    await until(() => names(join(engine.place.folders.state, 'trash')).length === 0, 'the trash')
    expect((await usedBytes()) - before).toBeLessThan(CONTAINERS * JOURNAL_BYTES)
  })
})
