import { rmSync, symlinkSync } from 'node:fs'
import { readFile, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Progress } from '../../../shared/contract.ts'
import { RuncibleError, toWireError } from '../../../shared/errors.ts'
import type { ImageSource } from '../../../shared/model.ts'
import { unpacker } from '../bundle/subids.ts'
import { skopeoToLayout } from '../runtime/skopeo.ts'
import type { Programs } from '../runtime/tools.ts'
import { umociUnpack } from '../runtime/umoci.ts'
import { writeAuthFile } from './auth-file.ts'
import {
  type Manifest,
  parseConfig,
  parseIndex,
  parseManifest,
  type ReadConfig,
  readJsonBlob,
} from './manifest.ts'
import { type Bounds, DEFAULT_BOUNDS, scanLayer } from './scan.ts'
import { findImage } from './source.ts'
import type { ImageStore } from './store.ts'
import { watchCopy } from './watch-copy.ts'

/** The tag of the one image of every layout here. */
export const TAG = 'image'
/** Left free on the disk, bytes. */
const SPARE_BYTES = 256 * 1024 ** 2

export interface ImportInput {
  store: ImageStore
  programs: Programs
  source: ImageSource
  /** absent: as the source calls it */
  name?: string | undefined
  signal: AbortSignal
  progress(value: Progress): void
  bounds?: Bounds
}

/** The copied image, before it is unpacked: everything in it was read and found right. */
interface Copied {
  id: string
  manifestDigest: string
  manifest: Manifest
  config: ReadConfig
}

/**
 * Brings an image in: copied by skopeo into a folder that does not count, read through (digests, bounds, names), unpacked
 * by umoci, put in place by one rename, named. Gives its id and the ids whose names changed. A failure leaves nothing; a
 * copy that was cancelled or cut off leaves the layers that it had whole, for the next try.
 *
 * What an image's layers hold is unpacked as it is, set-user-id bits and (by root) device nodes too, for the container is
 * to have what its maker put there. None of it is in reach of others: the folder of images is this user's alone, containers
 * get theirs mounted without devices, and runc's device rules hold besides.
 */
export async function importImage(input: ImportInput): Promise<{ id: string; changed: string[] }> {
  const { store } = input
  const { skopeo, umoci } = required(input.programs)
  const { id, name } = await store.inStaging(async (staging) => {
    try {
      return await bringIn(input, staging, skopeo, umoci)
    } catch (error) {
      // What was refused is not kept; what was not to be had in one go is.
      if (toWireError(error).code !== 'invalid-input') store.blobs.salvage(staging)
      throw error
    }
  })
  return { id, changed: [...new Set([id, ...(await store.name(id, name))])] }
}

async function bringIn(
  { store, source, signal, progress, bounds = DEFAULT_BOUNDS, ...input }: ImportInput,
  staging: string,
  skopeo: string,
  umoci: string,
): Promise<{ id: string; name: string }> {
  progress({ phase: 'looking' })
  const options = { skopeo, temporary: staging, signal }
  const authFile = writeAuthFile(staging, source)
  const found = await findImage(source, authFile, options)
  const name = input.name ?? found.name
  const expected = await found.manifest()
  requireSizes(expected, bounds)
  store.blobs.lend(staging, store.manifests())
  const stop = watchCopy(staging, expected, progress)
  try {
    await whileDiskLasts(staging, signal, (signal) =>
      skopeoToLayout(found.source, staging, TAG, { ...options, signal }),
    )
  } finally {
    stop()
    if (authFile) rmSync(authFile, { force: true })
  }
  const copied = await readCopied(staging)
  if (store.has(copied.id)) return { id: copied.id, name }
  requirePlatform(copied.config)
  const unpackedSize = await readThrough(staging, copied, bounds, signal, progress)
  await requireSpace(staging, unpackedSize)
  progress({ phase: 'unpacking', done: 0, total: unpackedSize, unit: 'bytes' })
  const as = await unpacker()
  await whileDiskLasts(staging, signal, (signal) =>
    umociUnpack(staging, TAG, join(staging, 'bundle'), { umoci, as, signal }),
  )
  signal.throwIfAborted()
  await putInPlace(store, staging, copied, unpackedSize)
  return { id: copied.id, name }
}

async function putInPlace(
  store: ImageStore,
  staging: string,
  { id, manifestDigest, manifest, config }: Copied,
  unpackedSize: number,
): Promise<void> {
  // Another import may have brought the same image in meanwhile.
  if (store.has(id)) return
  const layers = manifest.layers.map(({ digest, size }) => ({ digest, size }))
  store.blobs.adopt(staging, [id, manifestDigest, ...layers.map(({ digest }) => digest)])
  await rm(join(staging, 'blobs'), { recursive: true })
  symlinkSync('../blobs', join(staging, 'blobs'))
  const { diffIds, created, platform, history } = config
  await store.put(
    {
      version: 1,
      diffIds,
      mediaTypes: manifest.layers.map(({ mediaType }) => mediaType),
      image: {
        id,
        names: [],
        manifest: manifestDigest,
        size: layers.reduce((sum, { size }) => sum + size, manifest.config.size),
        unpackedSize,
        layers,
        platform,
        created,
        importedAt: new Date().toISOString(),
        history,
        config: config.config,
      },
    },
    staging,
  )
}

async function readCopied(layout: string): Promise<Copied> {
  const blobs = join(layout, 'blobs')
  const { manifests } = parseIndex(await readFile(join(layout, 'index.json'), 'utf8'))
  const digest = manifests[0]?.digest
  if (!digest) throw new RuncibleError('internal', 'skopeo has copied no image')
  const manifest = parseManifest(await readJsonBlob(blobs, digest, 'manifest'))
  const id = manifest.config.digest
  const config = parseConfig(await readJsonBlob(blobs, id, 'config'))
  if (config.diffIds.length !== manifest.layers.length) {
    throw new RuncibleError('invalid-input', 'the image’s config names other layers than it has', {
      said: `${config.diffIds.length} in the config, ${manifest.layers.length} in the manifest`,
    })
  }
  return { id, manifestDigest: digest, manifest, config }
}

/** Gives bytes unpacked. */
async function readThrough(
  layout: string,
  { manifest, config }: Copied,
  bounds: Bounds,
  signal: AbortSignal,
  progress: (value: Progress) => void,
): Promise<number> {
  const { layers } = manifest
  const total = layers.reduce((sum, { size }) => sum + size, 0)
  const left = { ...bounds }
  let done = 0
  for (const [at, layer] of layers.entries()) {
    progress({
      phase: 'checking',
      done,
      total,
      unit: 'bytes',
      parts: layers.map(({ digest, size }, other) => ({
        name: digest,
        done: other < at ? size : 0,
        total: size,
      })),
    })
    const { bytes, entries } = await scanLayer(
      join(layout, 'blobs'),
      layer,
      config.diffIds[at],
      left,
      signal,
    )
    left.bytes -= bytes
    left.entries -= entries
    done += layer.size
  }
  return bounds.bytes - left.bytes
}

function requireSizes(manifest: Manifest | null, { bytes }: Bounds): void {
  const total = manifest?.layers.reduce((sum, { size }) => sum + size, 0) ?? 0
  if (total <= bytes) return
  throw new RuncibleError('invalid-input', `the image is ${total} bytes large`, {
    hint: `At most ${bytes} are taken.`,
  })
}

function requirePlatform({ platform }: ReadConfig): void {
  if (platform.os === 'linux' || platform.os === '') return
  throw new RuncibleError('unsupported', `the image is for ${platform.os}, not for Linux`)
}

async function requireSpace(dir: string, bytes: number): Promise<void> {
  const free = await freeBytes(dir)
  if (bytes + SPARE_BYTES <= free) return
  throw new RuncibleError('failed-precondition', 'the disk has no room for the unpacked image', {
    hint: `It takes ${bytes} bytes; ${free} are free.`,
  })
}

async function freeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize
}

/**
 * Runs `work` and stops it before it fills the disk: an archive may be packed so that it unpacks to anything, and a layer so
 * that umoci reads more in it than we did.
 */
async function whileDiskLasts(
  dir: string,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController()
  const look = async () => {
    if ((await freeBytes(dir).catch(() => SPARE_BYTES)) < SPARE_BYTES) controller.abort()
  }
  await look()
  const timer = setInterval(() => void look(), 250)
  try {
    await work(AbortSignal.any([outer, controller.signal]))
  } catch (error) {
    throw controller.signal.aborted ? diskFull() : error
  } finally {
    clearInterval(timer)
  }
}

const diskFull = () =>
  new RuncibleError('failed-precondition', 'the disk is full', {
    hint: 'It was stopped before nothing was left. Make room and try again.',
  })

function required({ skopeo, umoci }: Programs): { skopeo: string; umoci: string } {
  if (skopeo && umoci) return { skopeo, umoci }
  throw new RuncibleError('unavailable', `${skopeo ? 'umoci' : 'skopeo'} is not installed`, {
    hint: 'Install them: apt-get install skopeo umoci',
  })
}
