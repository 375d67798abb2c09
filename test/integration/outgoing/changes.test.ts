import { symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { unmountBelow } from '../../../electron/engine/runtime/mounts.ts'
import { failure } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { changeAll, changes, engine, exec, idle, rootfs, skipReason, withImage } from './rig.ts'

withImage()

describe('what a container changed', unless(skipReason), () => {
  test('is told by path, in pages, filtered; of a container of no image it cannot be', async () => {
    await engine.create('a', idle())
    const before = await changes('a')
    expect(before).toMatchObject({
      matching: before.entries.length,
      way: 'overlay',
      truncated: false,
    })
    // What runc itself needs to mount over.
    for (const { change, size } of before.entries) expect([change, size]).toEqual(['added', 0])
    await changeAll('a')
    const { entries, total, look } = await changes('a')
    const told = Object.fromEntries(entries.map(({ path, ...rest }) => [path, rest]))
    const all = {
      '/new': { change: 'added', type: 'file', size: 3, mode: 0o644 },
      '/also new': { change: 'added', type: 'file', size: 3, mode: 0o644 },
      '/way': { change: 'added', type: 'link', size: 0, mode: 0o777 },
      '/pipe': { change: 'added', type: 'fifo', size: 0, mode: 0o644 },
      '/box': { change: 'added', type: 'folder', size: 0, mode: 0o1777 },
      '/srv/page': { change: 'changed', type: 'file', size: 11, mode: 0o4755 },
      '/keep/a': { change: 'removed', type: 'file', size: 6, mode: 0o644 },
      '/old/three': { change: 'removed', type: 'file', size: 1, mode: 0o644 },
      '/old/four': { change: 'added', type: 'file', size: 2, mode: 0o644 },
      '/turn': { change: 'changed', type: 'folder', size: 0, mode: 0o755 },
      '/turn/in': { change: 'added', type: 'file', size: 3, mode: 0o644 },
      '/fold': { change: 'changed', type: 'file', size: 5, mode: 0o644 },
    }
    expect(told).toMatchObject(all)
    expect(told).toHaveProperty(['/odd\n\ufffd \ufffd'])
    for (const path of ['/srv', '/keep', '/keep/deep', '/fold/c'])
      expect(told).not.toHaveProperty([path])
    expect(total.removed).toBe(2)
    expect(total.added + total.changed + total.removed).toBe(entries.length)
    expect(entries.map(({ path }) => path)).toEqual(entries.map(({ path }) => path).sort())

    const page = await changes('a', { look, offset: 3, limit: 2 })
    expect(page).toMatchObject({ look, total, entries: entries.slice(3, 5) })
    const removed = await changes('a', { look, kinds: ['removed'], filter: 'THREE' })
    expect(removed).toMatchObject({ matching: 1, entries: [{ path: '/old/three' }] })
    // A look of its own is made anew.
    writeFileSync(rootfs('a', 'later'), '')
    expect((await changes('a', { look })).entries).toEqual(entries)
    expect((await changes('a')).look).not.toBe(look)
    expect((await changes('a', { filter: 'later' })).matching).toBe(1)

    await engine.create('starter', {})
    expect(await failure(changes('starter'))).toMatchObject({
      code: 'failed-precondition',
      message: 'container starter was not made of an image',
    })
  })

  test('is there after a restart of the machine, too', async () => {
    await engine.create('a', idle())
    writeFileSync(rootfs('a', 'note'), 'x')
    await engine.stop()
    await unmountBelow(rootfs('a'))
    await engine.start()
    expect((await changes('a', { filter: 'note' })).matching).toBe(1)
  })

  test('many changes do not stop the engine, and a link laid over a folder leads nowhere', async () => {
    await engine.run('a', idle())
    const many = rootfs('a', 'many')
    await exec('sh', ['-c', `mkdir ${many}; cd ${many}; seq 8000 | xargs touch`])
    symlinkSync('/etc', rootfs('a', 'out'))
    let longest = 0
    let last = performance.now()
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    const found = await changes('a', { limit: 1000 })
    clearInterval(beat)
    expect(found.total.added).toBeGreaterThan(7999)
    expect(found.entries).toHaveLength(1000)
    expect((await changes('a', { filter: '/out' })).entries).toMatchObject([{ type: 'link' }])
    expect(longest).toBeLessThan(1000)
  })
})
