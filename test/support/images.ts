import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { which } from '../../electron/engine/runtime/which.ts'
import type { Entry } from './tar.ts'
import { tar } from './tar.ts'

/** By the program: Node has it from 22 on. */
const zstd = (input: Buffer): Buffer =>
  execFileSync('zstd', ['--quiet', '--stdout'], { input, maxBuffer: 2 ** 30 })

/** How a layer is kept: the media type, and what packs it. */
const PACKINGS = {
  gzip: ['application/vnd.oci.image.layer.v1.tar+gzip', (bytes: Buffer) => gzipSync(bytes)],
  plain: ['application/vnd.oci.image.layer.v1.tar', (bytes: Buffer) => bytes],
  zstd: ['application/vnd.oci.image.layer.v1.tar+zstd', zstd],
  unknown: ['application/vnd.oci.image.layer.v1.tar+xz', (bytes: Buffer) => bytes],
} as const

/** A layer that is packed already, as its blob is to be. */
export interface Packed {
  packed: Buffer
}

/** What an image is made of; `config` and `top` go into its config as they are. */
export interface Made {
  layers: (readonly Entry[] | Buffer | Packed)[]
  config?: Record<string, unknown>
  top?: Record<string, unknown>
  packing?: keyof typeof PACKINGS
}

export const sha256 = (bytes: Buffer | string) =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** Where a layout keeps a blob. */
export const blobIn = (layout: string, digest: string) =>
  join(layout, 'blobs/sha256', digest.slice(7))

/** Writes an OCI layout with one image, blob by blob, as no tool would: its parts may be whatever a test wants. */
export function makeLayout(folder: string, images: Record<string, Made>): string {
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true })
  const put = (mediaType: string, bytes: Buffer | string) => {
    const digest = sha256(bytes)
    writeFileSync(blobIn(folder, digest), bytes)
    return { mediaType, digest, size: Buffer.byteLength(bytes) }
  }
  const manifests = Object.entries(images).map(([name, made]) => ({
    ...putImage(made, put),
    annotations: { 'org.opencontainers.image.ref.name': name },
  }))
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
  return folder
}

type Put = (mediaType: string, bytes: Buffer | string) => object

function putImage({ layers, config = {}, top = {}, packing = 'gzip' }: Made, put: Put): object {
  const [mediaType, pack] = PACKINGS[packing]
  const contents = layers.map((layer) => {
    if ('packed' in layer) return layer.packed
    return Buffer.isBuffer(layer) ? layer : tar(layer)
  })
  const packed = contents.map((bytes, at) =>
    put(mediaType, 'packed' in (layers[at] ?? {}) ? bytes : pack(bytes)),
  )
  const text = JSON.stringify({
    created: '2026-11-24T04:00:00Z',
    architecture: 'amd64',
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: contents.map(sha256) },
    history: contents.map((_, at) => ({ created_by: `layer ${at}` })),
    ...top,
  })
  return put(
    'application/vnd.oci.image.manifest.v1+json',
    JSON.stringify({
      schemaVersion: 2,
      config: put('application/vnd.oci.image.config.v1+json', text),
      layers: packed,
    }),
  )
}

const APPLETS = [
  'sh',
  'sleep',
  'cat',
  'echo',
  'id',
  'ls',
  'stat',
  'true',
  'env',
  'pwd',
  'rm',
  'touch',
]

/** The lowest layer of images that run: busybox, a user `web`, a folder that the next layer hides. */
export async function busyboxLayer(): Promise<Entry[]> {
  const busybox = readFileSync((await which('busybox')) ?? '')
  return [
    ...['bin/', 'etc/', 'proc/', 'sys/', 'dev/', 'tmp/', 'srv/', 'old/'].map((name) => ({ name })),
    { name: 'bin/busybox', content: busybox, mode: 0o755 },
    ...APPLETS.map((name) => ({
      name: `bin/${name}`,
      type: '1',
      link: 'bin/busybox',
      mode: 0o755,
    })),
    { name: 'etc/passwd', content: 'root:x:0:0::/root:/bin/sh\nweb:x:77:88::/srv:/bin/sh\n' },
    { name: 'etc/group', content: 'webs:x:88:\nfriends:x:99:web\n' },
    { name: 'srv/page', content: 'hello\n', uid: 77, gid: 88, mode: 0o640 },
    { name: 'srv/gone', content: 'soon' },
    { name: 'old/one', content: '1' },
    { name: 'old/two', content: '2' },
  ]
}

/** The layer over it: a file hidden, a folder made anew. */
export const SECOND_LAYER: Entry[] = [
  { name: 'srv/.wh.gone' },
  { name: 'old/' },
  { name: 'old/.wh..wh..opq' },
  { name: 'old/three', content: '3' },
]
