import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { RuncibleError } from '../../../shared/errors.ts'
import { ImageName, type ImageSource } from '../../../shared/model.ts'
import { run } from '../runtime/run.ts'
import { type SkopeoOptions, type SkopeoSource, skopeoInspectRaw } from '../runtime/skopeo.ts'
import {
  blobPath,
  goArchitecture,
  Index,
  type Manifest,
  manifestFor,
  parseIndex,
  parseManifest,
  readBounded,
  readJsonBlob,
} from './manifest.ts'

/** A source that was looked at: how skopeo names it, and what it is called. */
export interface FoundImage {
  source: SkopeoSource
  /** of the source itself, where nobody names it otherwise */
  name: string
  /** what it is made of, so that progress can be told; null where that is not known before */
  manifest: () => Promise<Manifest | null>
}

/** The annotation that names an image in an OCI layout. */
const REF_NAME = 'org.opencontainers.image.ref.name'

/**
 * Looks at where an image is to come from. `authFile`: where its credentials were written. Throws `not-found` or
 * `invalid-input` with the field at fault.
 */
export async function findImage(
  source: ImageSource,
  authFile: string | undefined,
  options: SkopeoOptions,
): Promise<FoundImage> {
  if (source.kind === 'registry') return registryImage(source, authFile, options)
  const { path, image } = source
  if (path.includes(':')) {
    throw refused(path, 'its path has a colon in it, which skopeo takes for the end of the path', {
      hint: 'Give the file or one of its folders another name.',
    })
  }
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const code = error.code === 'ENOENT' ? 'not-found' : 'invalid-input'
    throw refused(path, error.message, { code })
  })
  if (info.isDirectory()) return layoutImage(path, image)
  if (info.isFile()) return archiveImage(path, image, options)
  throw refused(path, 'it is neither a folder nor a file')
}

function registryImage(
  source: ImageSource & { kind: 'registry' },
  authFile: string | undefined,
  options: SkopeoOptions,
): FoundImage {
  const { reference, tlsVerify, certificates } = source
  const described: SkopeoSource = {
    image: `docker://${reference}`,
    tlsVerify,
    ...(certificates && { certificates }),
    ...(authFile && { authFile }),
  }
  return {
    source: described,
    name: reference,
    manifest: async () =>
      manifestIn(await skopeoInspectRaw(described, options), (digest) => {
        const image = `docker://${withoutTag(reference)}@${digest}`
        return skopeoInspectRaw({ ...described, image }, options)
      }),
  }
}

/**
 * The manifest that `text` is, or that it names for this machine where it is an index: an image of several platforms has
 * one. null where that has none, or leads to a further one; skopeo then says what it makes of it.
 */
async function manifestIn(
  text: string,
  read: (digest: string) => Promise<string>,
): Promise<Manifest | null> {
  if (!isIndex(text)) return parseManifest(text)
  const digest = manifestFor(text, goArchitecture(process.arch))
  const found = digest === null ? null : await read(digest)
  return found === null || isIndex(found) ? null : parseManifest(found)
}

const isIndex = (text: string) => Index.safeParse(orNull(text)).success

/** `host:5000/name:tag@digest` → `host:5000/name`: a colon after the last slash begins the tag. */
export const withoutTag = (reference: string) =>
  reference.replace(/@.*$/, '').replace(/:[^/:]+$/, '')

async function layoutImage(path: string, wanted: string | undefined): Promise<FoundImage> {
  const isLayout = ['index.json', 'oci-layout'].every((name) => existsSync(join(path, name)))
  if (!isLayout) throw refused(path, 'it is no OCI layout: it has no oci-layout and index.json')
  const index = (await readBounded(join(path, 'index.json'), 'index')).toString()
  const { digest, name } = choose(index, wanted, path)
  const read = async (digest: string) => {
    await requirePart(path, digest)
    return readJsonBlob(join(path, 'blobs'), digest, 'manifest')
  }
  return {
    source: { image: wanted ? `oci:${path}:${wanted}` : `oci:${path}` },
    name: named(name, path),
    manifest: async () => {
      const manifest = await manifestIn(await read(digest), read)
      for (const part of manifest ? [manifest.config, ...manifest.layers] : []) {
        await requirePart(path, part.digest)
      }
      return manifest
    },
  }
}

/** skopeo would wait at a pipe for ever. Throws `invalid-input`. */
async function requirePart(path: string, digest: string): Promise<void> {
  const info = await stat(blobPath(join(path, 'blobs'), digest)).catch(() => null)
  if (info?.isFile()) return
  throw refused(path, `a part of it is ${info ? 'no file' : 'not there'}: ${digest}`)
}

async function archiveImage(
  path: string,
  wanted: string | undefined,
  { signal }: SkopeoOptions,
): Promise<FoundImage> {
  const { stdout } = await run(['tar', '--list', '--file', path], { signal }).catch(
    (error: unknown) => {
      if (!(error instanceof RuncibleError) || error.code !== 'runtime-failed') throw error
      throw refused(path, `it is no archive: ${error.details.said}`)
    },
  )
  const members = new Set(stdout.split('\n').map((name) => name.replace(/^\.\//, '')))
  const read = async (member: string) => {
    const there = members.has(member) ? member : `./${member}`
    return (await run(['tar', '--extract', '--to-stdout', '--file', path, '--', there], { signal }))
      .stdout
  }
  // A newer `docker save` writes both forms into one archive; skopeo reads its tags from manifest.json.
  if (members.has('manifest.json')) return dockerArchive(path, wanted, await read('manifest.json'))
  if (!members.has('index.json') || !members.has('oci-layout')) {
    throw refused(path, 'it holds neither an OCI image nor what “docker save” writes')
  }
  const { digest, name } = choose(await read('index.json'), wanted, path)
  return {
    source: { image: wanted ? `oci-archive:${path}:${wanted}` : `oci-archive:${path}` },
    name: named(name, path),
    manifest: async () => {
      const blob = (digest: string) => read(blobPath('blobs', digest))
      return manifestIn(await blob(digest), blob)
    },
  }
}

const DockerManifest = z
  .array(z.object({ RepoTags: z.array(z.string()).nullish() }))
  .min(1)
  .max(1000)

function dockerArchive(path: string, wanted: string | undefined, text: string): FoundImage {
  const parsed = DockerManifest.safeParse(orNull(text))
  if (!parsed.success) throw refused(path, 'its manifest.json is not what “docker save” writes')
  const tags = parsed.data.flatMap(({ RepoTags }) => RepoTags ?? [])
  if (!wanted && parsed.data.length > 1) throw several(path, tags)
  return {
    source: { image: wanted ? `docker-archive:${path}:${wanted}` : `docker-archive:${path}` },
    name: named(wanted ?? tags[0], path),
    // Its layers have no sizes of their own before they are read.
    manifest: () => Promise.resolve(null),
  }
}

/** Which manifest of an index is meant. Throws `invalid-input` where several could be, `not-found` where none is. */
function choose(
  index: string,
  wanted: string | undefined,
  path: string,
): { digest: string; name: string | undefined } {
  const { manifests } = parseIndex(index)
  const nameOf = (one: (typeof manifests)[number]) => one.annotations?.[REF_NAME]
  const names = manifests.flatMap((one) => nameOf(one) ?? [])
  const found = manifests.filter((one) => wanted === undefined || nameOf(one) === wanted)
  const [first, ...others] = found
  if (others.length > 0) throw several(path, names)
  if (first) return { digest: first.digest, name: nameOf(first) }
  throw refused(path, wanted ? `it holds no image ${wanted}` : 'it holds no image', {
    code: 'not-found',
    field: 'source.image',
    ...(names.length > 0 && { hint: `There are: ${names.join(', ')}` }),
  })
}

function orNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A name that fits: its own, else that of its file without what ends it. */
function named(tag: string | undefined, path: string): string {
  const own = basename(path).replace(/\.(tar|tgz|tar\.gz|oci)$/, '')
  for (const name of [tag, own]) if (ImageName.safeParse(name).success) return name as string
  return 'image'
}

const several = (path: string, names: string[]) =>
  refused(path, 'it holds more than one image', {
    field: 'source.image',
    hint: `Name the one that is wanted: ${names.join(', ') || 'they have no names, and cannot be told apart'}`,
  })

const refused = (
  path: string,
  why: string,
  {
    code = 'invalid-input',
    field = 'source.path',
    ...rest
  }: { code?: 'invalid-input' | 'not-found'; field?: string; hint?: string } = {},
) => new RuncibleError(code, `${path} cannot be brought in: ${why}`, { field, ...rest })
