import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { RuncibleError } from '../../../shared/errors.ts'
import { Digest, type Image, type ImageConfig } from '../../../shared/model.ts'

/** Manifests and configs are text of some kilobytes; what is longer is none (skopeo's own bound for manifests). */
const MAX_JSON_BYTES = 4 * 1024 * 1024
const MAX_LAYERS = 500
const MAX_ENTRIES = 1000

const Descriptor = z.object({
  mediaType: z.string().max(200).default(''),
  digest: Digest,
  size: z.number().int().nonnegative(),
})
export type Descriptor = z.infer<typeof Descriptor>

const Platform = z.object({
  os: z.string().default(''),
  architecture: z.string().default(''),
})

/** An index, or a layout's index.json. */
export const Index = z.object({
  manifests: z
    .array(
      Descriptor.extend({
        platform: Platform.optional(),
        annotations: z.record(z.string(), z.string()).optional(),
      }),
    )
    .max(MAX_ENTRIES),
})

/** The parts of an OCI or docker manifest that matter here. */
export const Manifest = z.object({
  config: Descriptor,
  layers: z.array(Descriptor).max(MAX_LAYERS),
})
export type Manifest = z.infer<typeof Manifest>

const words = z.array(z.string().max(32_768)).max(MAX_ENTRIES).nullish()
const keys = z
  .record(z.string().max(4096), z.unknown())
  .refine((value) => Object.keys(value).length <= MAX_ENTRIES, `more than ${MAX_ENTRIES} entries`)
  .nullish()

const RawConfig = z.object({
  created: z.string().nullish(),
  os: z.string().max(100).default(''),
  architecture: z.string().max(100).default(''),
  variant: z.string().max(100).optional(),
  config: z
    .object({
      Entrypoint: words,
      Cmd: words,
      Env: words,
      User: z.string().max(200).nullish(),
      WorkingDir: z.string().max(4096).nullish(),
      StopSignal: z.string().max(40).nullish(),
      ExposedPorts: keys,
      Volumes: keys,
    })
    .nullish(),
  rootfs: z.object({ diff_ids: z.array(Digest).max(MAX_LAYERS) }),
  history: z
    .array(
      z.object({
        created: z.string().nullish(),
        created_by: z.string().nullish(),
        empty_layer: z.boolean().nullish(),
      }),
    )
    .max(MAX_ENTRIES)
    .nullish(),
})

/** What a config blob says, in the words of the model; `diffIds`: the digests of the layers' contents, lowest first. */
export interface ReadConfig extends Pick<Image, 'created' | 'platform' | 'history' | 'config'> {
  diffIds: string[]
}

/** Longest command line that the history shows. */
const MAX_CREATED_BY = 2000

const timeOf = (value: string | null | undefined): string | null => {
  const at = new Date(value ?? '')
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

/** Reads a config blob's text. Throws `invalid-input` where it is none, or has more in it than any image needs. */
export function parseConfig(text: string): ReadConfig {
  const raw = parse(text, RawConfig, 'config')
  const config = raw.config ?? {}
  const read: ImageConfig = {
    entrypoint: config.Entrypoint ?? [],
    cmd: config.Cmd ?? [],
    env: config.Env ?? [],
    user: config.User ?? '',
    workingDir: config.WorkingDir ?? '',
    stopSignal: config.StopSignal ?? '',
    exposedPorts: Object.keys(config.ExposedPorts ?? {}),
    volumes: Object.keys(config.Volumes ?? {}),
  }
  return {
    created: timeOf(raw.created),
    platform: {
      os: raw.os,
      architecture: [raw.architecture, raw.variant].filter(Boolean).join('/'),
    },
    history: (raw.history ?? []).map((entry) => ({
      created: timeOf(entry.created),
      createdBy: (entry.created_by ?? '').slice(0, MAX_CREATED_BY),
      emptyLayer: entry.empty_layer ?? false,
    })),
    config: read,
    diffIds: raw.rootfs.diff_ids,
  }
}

/** Throws `invalid-input` where it is none, or names a config that none is as long as. */
export function parseManifest(text: string): Manifest {
  const manifest = parse(text, Manifest, 'manifest')
  if (manifest.config.size <= MAX_JSON_BYTES) return manifest
  throw refused('config', `it is longer than ${MAX_JSON_BYTES} bytes`)
}
export const parseIndex = (text: string) => parse(text, Index, 'index')

/** umoci 0.4 unpacks no layer that zstd has packed; skopeo packs such an image's layers anew on the way. */
export const needsRepacking = ({ layers }: Manifest): boolean =>
  layers.some(({ mediaType }) => /[.+]zstd$/.test(mediaType))

/** The manifest that an index has for this machine; null where it is no index or has none. */
export function manifestFor(text: string, architecture: string): z.infer<typeof Digest> | null {
  const parsed = Index.safeParse(json(text, 'index'))
  if (!parsed.success) return null
  const found = parsed.data.manifests.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === architecture,
  )
  return found?.digest ?? null
}

/** Go's name of an architecture of Node's. */
export const goArchitecture = (arch: string): string =>
  ({ x64: 'amd64', ia32: '386', arm64: 'arm64', arm: 'arm' })[arch] ?? arch

export const blobPath = (blobs: string, digest: string) =>
  join(blobs, 'sha256', digest.slice('sha256:'.length))

/** A blob of text, once its digest was found to be right. Throws `invalid-input` where it is too long or not what it should be. */
export async function readJsonBlob(blobs: string, digest: string, what: string): Promise<string> {
  const text = await readBounded(blobPath(blobs, digest), what)
  const found = `sha256:${createHash('sha256').update(text).digest('hex')}`
  if (found !== digest) throw refused(what, `its digest is ${found}, not ${digest}`)
  return text.toString('utf8')
}

/**
 * A file that is as long as a manifest may be. Throws `invalid-input` where it is longer or no file: a pipe would keep us
 * waiting, and a device never end.
 */
export async function readBounded(path: string, what: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const info = await file.stat()
    if (!info.isFile()) throw refused(what, 'it is no file')
    if (info.size > MAX_JSON_BYTES) throw refused(what, `it is longer than ${MAX_JSON_BYTES} bytes`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

function json(text: string, what: string): unknown {
  if (text.length > MAX_JSON_BYTES) throw refused(what, `it is longer than ${MAX_JSON_BYTES} bytes`)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refused(what, (error as Error).message)
  }
}

function parse<S extends z.ZodType>(text: string, schema: S, what: string): z.output<S> {
  const parsed = schema.safeParse(json(text, what))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw refused(what, `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`)
}

const refused = (what: string, said: string) =>
  new RuncibleError('invalid-input', `the image’s ${what} cannot be used: ${said}`, {
    said,
    hint: 'Nothing of it was kept. Get the image again from where it was made.',
  })
