import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Progress } from '../../../shared/contract.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import { removeFolder } from '../bundle/remove.ts'
import { hashing } from '../images/scan.ts'
import { type LayerTar, packLayer } from '../runtime/layer-tar.ts'
import { Turns } from '../turns.ts'
import type { Found } from './compare.ts'

/** How a layer says that something of those below it is gone (image-spec, layer.md). */
const WHITEOUT = '.wh.'
/** bytes of a file's name */
const MAX_NAME = 255
const WATCH_MS = 250

export interface LayerInput extends Pick<LayerTar, 'as' | 'moving' | 'signal'> {
  found: readonly Found[]
  /** where what was added and changed lies */
  from: string
  /** a folder for what is needed on the way */
  staging: string
  progress(value: Progress): void
}

/** A tar of changes; `left`: paths that no layer can hold. */
export interface TarredLayer {
  tar: string
  still: boolean
  left: string[]
}

/**
 * Packs changes as a layer's tar, in the order of `found`: what was removed as whiteouts, the rest as it is. Each hidden thing
 * has a whiteout of its own, also where overlayfs has one mark for a whole folder: that holds whatever else the layer has in
 * there. Throws what tar said.
 */
export async function tarLayer(input: LayerInput): Promise<TarredLayer> {
  const { found, from, staging, progress, signal } = input
  const gone = join(staging, 'whiteouts')
  const names = join(staging, 'names')
  const tar = join(staging, 'layer.tar')
  const { lines, left } = await listed(found, from, gone, signal)
  writeFileSync(names, Buffer.from(lines.map((line) => `${line}\0`).join(''), 'latin1'), {
    mode: 0o600,
  })
  const total = found.reduce((sum, one) => sum + bytesOf(one), 0)
  const look = async () => {
    const { size } = await stat(tar).catch(() => ({ size: 0 }))
    progress({ phase: 'copying', done: Math.min(size, total), total, unit: 'bytes' })
  }
  await look()
  const timer = setInterval(() => void look(), WATCH_MS)
  try {
    const { still } = await packLayer({ ...input, file: tar, names })
    return { tar, still, left }
  } finally {
    clearInterval(timer)
    await Promise.all([removeFolder(gone), rm(names, { force: true })])
  }
}

const bytesOf = ({ change, stats }: Found) =>
  change !== 'removed' && stats.isFile() ? stats.size : 0

/** What tar is to take, a line each: names, and `-C` with the folder that those after it lie in. */
async function listed(
  found: readonly Found[],
  from: string,
  gone: string,
  signal: AbortSignal | undefined,
): Promise<{ lines: string[]; left: string[] }> {
  mkdirSync(gone, { mode: 0o700 })
  const lines: string[] = []
  const left: string[] = []
  const turns = new Turns()
  let at = ''
  for (const { path, change, stats } of found) {
    await turns.next(signal)
    const slash = path.lastIndexOf('/') + 1
    const [dir, name] = [path.slice(0, slash), path.slice(slash)]
    // A socket is nothing without who listens at it.
    if (stats.isSocket()) continue
    if (`/${path}`.includes(`/${WHITEOUT}`)) {
      left.push(`/${Buffer.from(path, 'latin1').toString()}`)
      continue
    }
    const folder = change === 'removed' ? gone : from
    if (folder !== at) lines.push(`-C${Buffer.from(folder).toString('latin1')}`)
    at = folder
    lines.push(`./${dir}${change === 'removed' ? WHITEOUT : ''}${name}`)
    if (change === 'removed') placeWhiteout(gone, dir, name)
  }
  return { lines, left }
}

function placeWhiteout(gone: string, dir: string, name: string): void {
  const bytes = (path: string) => Buffer.concat([Buffer.from(gone), Buffer.from(path, 'latin1')])
  if (WHITEOUT.length + name.length > MAX_NAME) {
    throw new RuncibleError(
      'failed-precondition',
      'a removed file has too long a name for a layer',
      {
        said: `/${Buffer.from(dir + name, 'latin1')}`,
      },
    )
  }
  // Its mode is that of what a layer says, not of anything that will be there.
  mkdirSync(bytes(`/${dir}`), { recursive: true, mode: 0o700 })
  writeFileSync(bytes(`/${dir}${WHITEOUT}${name}`), '', { mode: 0o600 })
}

/** A layer as a blob. */
export interface PackedLayer {
  digest: string
  /** of its contents, unpacked */
  diffId: string
  size: number
}

/** Packs a layer's tar by gzip into the blobs of the layout at `layout`; the tar is gone then. */
export async function packBlob(
  tar: string,
  layout: string,
  signal: AbortSignal,
  progress: (value: Progress) => void,
): Promise<PackedLayer> {
  const { size: total } = await stat(tar)
  const contents = createHash('sha256')
  const packed = createHash('sha256')
  const packing = join(layout, 'packing')
  let done = 0
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length
      next(null, chunk)
    },
  })
  const tell = () => progress({ phase: 'packing', done, total, unit: 'bytes' })
  tell()
  const timer = setInterval(tell, WATCH_MS)
  try {
    await pipeline(
      createReadStream(tar, { highWaterMark: 1024 * 1024 }),
      hashing(contents),
      counting,
      createGzip(),
      hashing(packed),
      createWriteStream(packing, { mode: 0o600 }),
      { signal },
    )
  } finally {
    clearInterval(timer)
  }
  const hex = packed.digest('hex')
  const { size } = await stat(packing)
  renameSync(packing, join(layout, 'blobs/sha256', hex))
  await rm(tar)
  return { digest: `sha256:${hex}`, diffId: `sha256:${contents.digest('hex')}`, size }
}
