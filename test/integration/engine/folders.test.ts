import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../../shared/model.ts'
import { askShell } from '../../support/ask.ts'
import { from } from '../../support/from-moment.ts'
import { makeRootfs } from '../../support/rootfs.ts'
import {
  failure,
  names,
  ref,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

let engine: TestEngine
let folder: string
afterEach(() => engine.clear())

async function open(): Promise<void> {
  engine = await TestEngine.open()
  folder = await makeRootfs(engine.place.path('rootfs'))
  writeFileSync(join(folder, 'mine'), 'as I wrote it')
}

const shell = (layer: boolean): Wanted => ({
  source: { kind: 'rootfs', path: folder, layer },
  process: { terminal: true, args: ['busybox', 'sh'] },
})
const rewind = (id: string, { id: checkpoint }: Checkpoint) =>
  engine.call('containers.rewind', { ...ref(id), checkpoint })

const ask = (id: string, command: string) => askShell(engine, id, command)

describe('a container on a folder of the user’s', unless(skipReason), () => {
  test('with a layer over it: the folder stays, a moment costs the changes, rewind and branch have the files of then', async () => {
    await open()
    const made = await engine.run('c', shell(true))
    expect(made).toMatchObject({ ownsRootfs: true, lower: folder })
    await ask('c', 'X=then; echo then > /note; busybox rm /mine')
    const moment = await engine.checkpoint('c')
    expect(names(moment.rootfs ?? '')).not.toContain('bin')
    expect(moment.leftOut).toEqual([
      { kind: 'host', what: folder, destination: '/, under its changes' },
    ])
    await ask('c', 'X=later; echo later > /note; echo back > /mine')

    await engine.run('d', from(moment))
    expect(await ask('d', 'echo $X; busybox cat /note; busybox ls /mine 2>&1')).toMatch(
      /^then\nthen\n.*No such file/,
    )
    expect(await engine.get('d')).toMatchObject({ lower: folder })
    await rewind('c', moment)
    expect(await ask('c', 'echo $X; busybox cat /note; busybox ls /mine 2>&1')).toMatch(
      /^then\nthen\n.*No such file/,
    )
    expect(readFileSync(join(folder, 'mine'), 'utf8')).toBe('as I wrote it')
    expect(existsSync(join(folder, 'note'))).toBe(false)

    await engine.kill('c')
    await engine.ended('c')
    await engine.call('containers.rerun', ref('c'))
    expect(await ask('c', 'busybox cat /note')).toBe('then')
  })

  test('a layer is refused where it cannot be', async () => {
    await open()
    const odd = await makeRootfs(engine.place.path('a,b'))
    const refused = await failure(
      engine.create('c', { ...shell(true), source: { kind: 'rootfs', path: odd, layer: true } }),
    )
    expect(refused).toMatchObject({ code: 'unsupported', field: 'source.layer' })
    expect(await engine.containers()).toEqual([])
  })

  test('with a full copy in its moment: rewound it has a copy of its own, and the folder stays as it is by then', async () => {
    await open()
    const made = await engine.run('c', shell(false))
    expect(made).toMatchObject({ ownsRootfs: false, lower: null, rootfs: folder })
    await ask('c', 'X=then; echo then > /note')
    const without = await engine.checkpoint('c')
    expect(without).toMatchObject({
      rootfs: null,
      leftOut: [{ kind: 'host', what: folder, destination: '/' }],
    })
    const moment = await engine.checkpoint('c', { copyFiles: true })
    expect(moment).toMatchObject({ leftOut: [], rootfs: expect.any(String) })
    await ask('c', 'X=later; echo later > /note')

    await rewind('c', moment)
    expect(await ask('c', 'echo $X; busybox cat /note')).toBe('then\nthen')
    const rewound = await engine.get('c')
    expect(rewound.ownsRootfs).toBe(true)
    expect(rewound.rootfs).not.toBe(folder)
    await ask('c', 'echo own > /note')
    expect(readFileSync(join(folder, 'note'), 'utf8')).toBe('later\n')
    await rewind('c', moment)
    expect(await ask('c', 'busybox cat /note')).toBe('then')
    await engine.run('d', from(moment))
    expect(await ask('d', 'busybox cat /note')).toBe('then')
  })
})
