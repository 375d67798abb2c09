import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chooseLazily } from '../../../electron/engine/checkpoint/lazy/choose.ts'
import { fillingWords } from '../../../renderer/words/filling.ts'

const MIB = 2 ** 20

let images: string
beforeEach(async () => {
  images = await mkdtemp(join(tmpdir(), 'runcible-lazy-'))
})
afterEach(() => rm(images, { recursive: true }))

async function hold(mib: number): Promise<void> {
  await writeFile(join(images, 'pages-1.img'), '')
  await truncate(join(images, 'pages-1.img'), mib * MIB)
}

const can = async () => ({ ok: true, reason: '' })
const cannot = async () => ({ ok: false, reason: 'no userfaultfd' })
const choose = async (wanted?: boolean, feature = can) => {
  const { lazily, why } = await chooseLazily(images, wanted, feature)
  return { lazily, why }
}

describe('memory comes after the program runs', () => {
  test('where there is much of it, or by choice', async () => {
    await hold(31)
    expect(await choose()).toEqual({ lazily: false, why: null })
    expect(await choose(true)).toEqual({ lazily: true, why: null })
    await hold(32)
    expect(await choose()).toEqual({ lazily: true, why: null })
    expect(await choose(false)).toEqual({ lazily: false, why: null })
  })

  test('not where the machine cannot, which is said to whom it would have served', async () => {
    await hold(32)
    expect(await choose(undefined, cannot)).toEqual({ lazily: false, why: 'no userfaultfd' })
    expect(await choose(false, cannot)).toEqual({ lazily: false, why: null })
    await hold(1)
    expect(await choose(undefined, cannot)).toEqual({ lazily: false, why: null })
    expect(await choose(true, cannot)).toEqual({ lazily: false, why: 'no userfaultfd' })
  })
})

test('its bar is in whole MiB', () => {
  expect(fillingWords({ done: 312.4 * MIB, total: 1024 * MIB })).toBe(
    'memory is coming: 312 of 1,024 MiB',
  )
})
