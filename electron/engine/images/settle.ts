import { symlinkSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Progress } from '../../../shared/contract.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import { unpacker } from '../bundle/subids.ts'
import { umociUnpack } from '../runtime/umoci.ts'
import { requireSpace, whileDiskLasts } from './disk.ts'
import {
  type Manifest,
  parseConfig,
  parseIndex,
  parseManifest,
  type ReadConfig,
  readJsonBlob,
} from './manifest.ts'
import { type Bounds, scanLayer } from './scan.ts'
import type { ImageStore } from './store.ts'

/** The tag of the one image of every layout here. */
export const TAG = 'image'

export interface SettleInput {
  store: ImageStore
  /** an OCI layout with one image, of which nothing is believed yet */
  staging: string
  umoci: string
  bounds: Bounds
  /** its lowest layers are those of an image here, read through when that came; bytes that they come to */
  known?: { layers: number; unpackedSize: number }
  signal: AbortSignal
  progress(value: Progress): void
}

/** The copied image, before it is unpacked: everything in it was read and found right. */
interface Copied {
  id: string
  manifestDigest: string
  manifest: Manifest
  config: ReadConfig
}

/**
 * Makes an image of a layout that was just written: read through (digests, bounds, names), unpacked by umoci, put in place by
 * one rename. Gives its id; the same image may have been here before. Throws `invalid-input` in words for what is wrong in it.
 */
export async function settle(input: SettleInput): Promise<string> {
  const { store, staging, umoci, signal, progress } = input
  const copied = await readCopied(staging)
  if (store.has(copied.id)) return copied.id
  requirePlatform(copied.config)
  const unpackedSize = await readThrough(input, copied)
  await requireSpace(staging, unpackedSize)
  progress({ phase: 'unpacking', done: 0, total: unpackedSize, unit: 'bytes' })
  const as = await unpacker()
  await whileDiskLasts(staging, signal, (signal) =>
    umociUnpack(staging, TAG, join(staging, 'bundle'), { umoci, as, signal }),
  )
  signal.throwIfAborted()
  await putInPlace(store, staging, copied, unpackedSize)
  return copied.id
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
  { staging, bounds, known, signal, progress }: SettleInput,
  { manifest, config }: Copied,
): Promise<number> {
  const { layers } = manifest
  const total = layers.reduce((sum, { size }) => sum + size, 0)
  const left = { ...bounds, bytes: bounds.bytes - (known?.unpackedSize ?? 0) }
  let done = 0
  for (const [at, layer] of layers.entries()) {
    if (known && at < known.layers) {
      done += layer.size
      continue
    }
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
      join(staging, 'blobs'),
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

function requirePlatform({ platform }: ReadConfig): void {
  if (platform.os === 'linux' || platform.os === '') return
  throw new RuncibleError('unsupported', `the image is for ${platform.os}, not for Linux`)
}
