import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Progress } from '../../../shared/contract.ts'
import { isThere } from '../disk.ts'
import { blobPath, type Manifest, needsRepacking } from './manifest.ts'

/** How often the growing files are looked at, ms. */
const INTERVAL_MS = 250
/** How skopeo calls a blob whose digest is not checked yet. */
const PARTIAL = /^oci-put-blob/

/**
 * Tells how far a copy has come, layer by layer, at once and as it goes on: skopeo itself says so on terminals only. Whole
 * blobs lie in the layout under their digests; those under way have names of their own and are taken for the first layers
 * that are not there yet, for skopeo fetches them in that order; so are those that it has packed anew, whose digests nobody
 * knew before. Gives back what stops it.
 */
export function watchCopy(
  layout: string,
  manifest: Manifest | null,
  tell: (value: Progress) => void,
): () => void {
  let stopped = false
  const look = async () => {
    const value = manifest ? await byLayer(layout, manifest) : await asWhole(layout)
    if (!stopped) tell(value)
  }
  void look()
  const timer = setInterval(() => void look(), INTERVAL_MS)
  return () => {
    stopped = true
    clearInterval(timer)
  }
}

async function byLayer(layout: string, manifest: Manifest): Promise<Progress> {
  const { layers } = manifest
  const partial = await partials(layout)
  let repacked = needsRepacking(manifest) ? await unexpected(layout, manifest) : 0
  const parts: NonNullable<Progress['parts']> = []
  for (const { digest, size } of layers) {
    const there = (await isThere(blobPath(join(layout, 'blobs'), digest))) || repacked-- > 0
    const done = there ? size : Math.min(partial.shift() ?? 0, size)
    parts.push({ name: digest, done, total: size })
  }
  const sum = (of: 'done' | 'total') => parts.reduce((so, part) => so + part[of], 0)
  return { phase: 'copying', done: sum('done'), total: sum('total'), unit: 'bytes', parts }
}

/** How many whole blobs have come that the manifest does not name. */
async function unexpected(layout: string, { config, layers }: Manifest): Promise<number> {
  const named = new Set([config, ...layers].map(({ digest }) => digest.slice('sha256:'.length)))
  const others = (await blobsIn(layout)).filter((name) => !named.has(name))
  const sizes = await Promise.all(others.map((name) => sizeOf(blobFile(layout, name), true)))
  return sizes.filter((size) => size > 0).length
}

const blobFile = (layout: string, name: string) => join(layout, 'blobs/sha256', name)
const blobsIn = (layout: string) => readdir(join(layout, 'blobs/sha256')).catch(() => [])

/** Bytes of what was copied so far, where nobody knows how much there is. */
async function asWhole(layout: string): Promise<Progress> {
  const blobs = await blobsIn(layout)
  const whole = await Promise.all(blobs.map((name) => sizeOf(blobFile(layout, name), true)))
  const done = [...whole, ...(await partials(layout))].reduce((so, size) => so + size, 0)
  return { phase: 'copying', done, unit: 'bytes' }
}

/** Bytes of the blobs under way, the first one first. */
async function partials(layout: string): Promise<number[]> {
  const names = (await readdir(layout).catch(() => [])).filter((name) => PARTIAL.test(name))
  const found = await Promise.all(
    names.map((name) => stat(join(layout, name)).catch(() => ({ size: 0, birthtimeMs: 0 }))),
  )
  return found.sort((a, b) => a.birthtimeMs - b.birthtimeMs).map(({ size }) => size)
}

/** Those with another name elsewhere were here before. */
const sizeOf = (path: string, ownOnly: boolean) =>
  stat(path).then(
    ({ size, nlink }) => (ownOnly && nlink > 1 ? 0 : size),
    () => 0,
  )
