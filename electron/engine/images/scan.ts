import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { RuncibleError } from '../../../shared/errors.ts'
import { blobPath, type Descriptor } from './manifest.ts'
import { type TarEntry, TarWalk } from './tar-walk.ts'

/** What the layers of one image may come to, unpacked. */
export interface Bounds {
  bytes: number
  entries: number
}

/** Far more than any image has, and less than what fills a disk unseen. */
export const DEFAULT_BOUNDS: Bounds = { bytes: 32 * 1024 ** 3, entries: 2_000_000 }

/** What gzip makes of files that people use is a tenth; of zeros, a thousandth. */
const MAX_RATIO = 200
/** A small layer may be mostly zeros all the same. */
const ANY_RATIO_BYTES = 1024 ** 3

export interface Scanned {
  /** bytes of its files, holes included */
  bytes: number
  entries: number
}

/**
 * Reads a layer through before anything of it is unpacked: its digest and that of its contents, what it comes to unpacked,
 * and that no name leads out of its folder. Throws `invalid-input` in words, and stops reading where a bound is passed.
 */
export async function scanLayer(
  blobs: string,
  layer: Descriptor,
  diffId: string | undefined,
  bounds: Bounds,
  signal?: AbortSignal,
): Promise<Scanned> {
  const scanned = { bytes: 0, entries: 0 }
  const walk = await TarWalk.open({
    tell: (entry) => {
      requireInside(entry)
      requireWhiteout(entry)
      scanned.entries++
      scanned.bytes += entry.size
      if (scanned.bytes > bounds.bytes) throw tooLarge(`more than ${inGiB(bounds.bytes)} GiB`)
      if (scanned.entries > bounds.entries) throw tooLarge(`more than ${bounds.entries} files`)
    },
  })
  const packed = createHash('sha256')
  const contents = createHash('sha256')
  let unpackedBytes = 0
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      try {
        unpackedBytes += chunk.length
        // Padding between the entries is no file's, but it is read all the same.
        if (unpackedBytes > bounds.bytes * 2) throw tooLarge(`more than ${inGiB(bounds.bytes)} GiB`)
        if (unpackedBytes > Math.max(ANY_RATIO_BYTES, layer.size * MAX_RATIO)) {
          throw tooLarge(`more than ${MAX_RATIO} times of what it is packed`)
        }
        contents.update(chunk)
        walk.write(chunk)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
    final(done) {
      try {
        walk.end()
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
  const unpack = unpacking(layer)
  const source = createReadStream(blobPath(blobs, layer.digest), { highWaterMark: 1024 * 1024 })
  const stages = [source, hashing(packed), ...unpack, sink]
  await pipeline(stages, { signal }).catch((error: unknown) => {
    throw asRefusal(error, layer)
  })
  requireDigest(packed, layer.digest, layer)
  if (diffId !== undefined) requireDigest(contents, diffId, layer)
  return scanned
}

/** Only the digest of a blob. Gives `sha256:…`. */
export async function digestOf(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024, signal })) {
    hash.update(chunk as Buffer)
  }
  return `sha256:${hash.digest('hex')}`
}

/** Passes bytes on, and takes their digest on the way. */
export const hashing = (hash: Hash) =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })

function unpacking({ mediaType, digest }: Descriptor) {
  if (/[.+]gzip$/.test(mediaType)) return [createGunzip()]
  if (/\.tar$/.test(mediaType)) return []
  throw new RuncibleError(
    'unsupported',
    `a layer of the image is packed as ${mediaType || 'nobody says'}`,
    {
      said: `${digest}: ${mediaType}`,
      hint: 'umoci unpacks plain and gzip layers. Make the image again with one of those.',
    },
  )
}

/** umoci would keep such a file inside all the same; whoever writes one means no good. */
function requireInside({ name, otherNames, type, linkName, otherLinks }: TarEntry): void {
  const links = type === 'Link' ? [linkName, ...otherLinks] : []
  const wrong = [name, ...otherNames, ...links].find(leadsOut)
  if (wrong === undefined) return
  throw new RuncibleError(
    'invalid-input',
    `a layer of the image leads out of its folder: ${wrong}`,
    {
      said: wrong,
      hint: 'Nothing of it was kept. Do not trust where it came from.',
    },
  )
}

/** umoci would take them for what hides the folder itself, or the one above it, and remove that. */
function requireWhiteout({ name, otherNames }: TarEntry): void {
  const wrong = [name, ...otherNames].find((one) => /(^|\/)\.wh\.{1,3}\/?$/.test(one))
  if (wrong === undefined) return
  throw new RuncibleError(
    'invalid-input',
    `a layer of the image hides the folder it is in: ${wrong}`,
    {
      said: wrong,
      hint: 'Nothing of it was kept. Do not trust where it came from.',
    },
  )
}

/** Some readers end a name at a NUL. */
export const leadsOut = (path: string) => path.split(/[/\n\0]/).includes('..')

function requireDigest(hash: Hash, wanted: string, layer: Descriptor): void {
  const found = `sha256:${hash.digest('hex')}`
  if (found === wanted) return
  throw new RuncibleError('invalid-input', 'a part of the image is not what its digest says', {
    said: `${layer.digest}: ${found} instead of ${wanted}`,
    hint: 'It was changed or cut off. Get the image again from where it was made.',
  })
}

function asRefusal(error: unknown, layer: Descriptor): unknown {
  if (error instanceof RuncibleError) return error
  const { code, message, name } = error as NodeJS.ErrnoException
  if (name === 'AbortError') return new RuncibleError('cancelled', 'the action was cancelled')
  if (!code?.startsWith('Z_')) return error
  return new RuncibleError('invalid-input', `a layer of the image cannot be unpacked: ${message}`, {
    said: `${layer.digest}: ${message}`,
    cause: error,
  })
}

export const inGiB = (bytes: number) => Math.round((bytes / 1024 ** 3) * 10) / 10

const tooLarge = (said: string) =>
  new RuncibleError('invalid-input', `the image comes to ${said} unpacked`, {
    said,
    hint: 'Nothing of it was kept. No image of honest size does that.',
  })
