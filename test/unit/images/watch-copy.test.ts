import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchCopy } from '../../../electron/engine/images/watch-copy.ts'
import type { Progress } from '../../../shared/contract.ts'

let layout: string
beforeEach(() => {
  layout = mkdtempSync(join(tmpdir(), 'runcible-copy-'))
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true })
})
afterEach(() => rmSync(layout, { recursive: true }))

const hex = (digit: string) => digit.repeat(64)
const layer = (digit: string, packing: string) => ({
  mediaType: `application/vnd.oci.image.layer.v1.tar+${packing}`,
  digest: `sha256:${hex(digit)}`,
  size: 100,
})
const manifest = (packing: string) => ({
  config: { mediaType: '', digest: `sha256:${hex('c')}`, size: 10 },
  layers: [layer('1', packing), layer('2', packing), layer('3', packing)],
})
const blob = (name: string) => writeFileSync(join(layout, 'blobs/sha256', name), 'x')
const partial = (name: string, bytes: number) =>
  writeFileSync(join(layout, name), Buffer.alloc(bytes))

/** What is told at once. */
const told = (packing: string) =>
  new Promise<Progress>((resolve) => {
    const stop = watchCopy(layout, manifest(packing), (value) => {
      stop()
      resolve(value)
    })
  })
const done = async (packing: string) => (await told(packing)).parts?.map((part) => part.done)

test('whole layers and the one under way, by their digests', async () => {
  blob(hex('2'))
  blob(hex('c'))
  partial('oci-put-blob1', 40)
  expect(await done('gzip')).toEqual([40, 100, 0])
})

test('layers that are packed anew come under digests of their own, and may be longer', async () => {
  blob(hex('a'))
  blob(hex('c'))
  partial('oci-put-blob1', 140)
  expect(await done('zstd')).toEqual([100, 100, 0])
  expect(await told('zstd')).toMatchObject({ done: 200, total: 300, unit: 'bytes' })
})

test('a stranger is no layer where none is packed anew', async () => {
  blob(hex('a'))
  expect(await done('gzip')).toEqual([0, 0, 0])
})
